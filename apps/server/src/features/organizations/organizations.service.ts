/** Organizations: made at set-up, found by serial number, with their licences and their one rising settings number. */
import { createHmac } from 'node:crypto';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids, Randomness } from '../../platform/ids.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import type { ServiceKeys } from '../../platform/keys/service-keys.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import * as store from './organizations.store.ts';
import { makeOrganizationCode, makeSerialNumber, normaliseSerialNumber } from './serial-number.rules.ts';

export interface OrganizationFacts {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly serialNumber: string;
  readonly homeRevision: number;
  readonly contractedDevices: number;
  readonly registeredDevices: number;
}

export interface FoundOrganization {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly homeRevision: number;
}

export interface Organizations {
  create(
    tx: Tx,
    organization: { id: string; name: string; contractedDevices: number; at: Date },
  ): Promise<{ code: string; serialNumber: string }>;
  /** Throws `not-found`. */
  get(organizationId: string, tx?: Tx): Promise<OrganizationFacts>;
  find(organizationId: string): Promise<{ readonly id: string; readonly name: string } | null>;
  /** By the enrolment serial number as a person typed it. */
  findBySerial(serialNumber: string, tx?: Tx): Promise<FoundOrganization | null>;
  anyExists(tx?: Tx): Promise<boolean>;
  /** `null` when there is none yet, or more than one. */
  findOnly(): Promise<{ readonly id: string } | null>;
  /** Of the whole installation; for the operator's command line. */
  listAll(): Promise<{ readonly id: string; readonly code: string }[]>;
  rename(tx: Tx, organizationId: string, name: string): Promise<void>;
  /** The next number of the organization: stamp it on what is being saved. Take it before any other lock in the transaction. */
  raiseSettingsNumber(tx: Tx, organizationId: string): Promise<number>;
  /** 'Save all' on Home: every device of the organization becomes pending. */
  raiseHomeRevision(tx: Tx, organizationId: string): Promise<number>;
  /** After a restore: numbers that devices hold, but this server has forgotten, are never given out again; every device is pending. */
  jumpSettingsNumber(tx: Tx, organizationId: string, jump: number): Promise<void>;
  homeRevision(organizationId: string, tx?: Tx): Promise<number>;
  takeGroupId(tx: Tx, organizationId: string): Promise<number>;
  /** Up to `wanted` at once; says how many there were. The organization's licences stay locked until the commit. */
  takeLicences(tx: Tx, organizationId: string, wanted: number): Promise<number>;
  releaseLicences(tx: Tx, organizationId: string, count: number): Promise<void>;
  /**
   * For the operator's command line. @param code which organization; `null` where there is only one.
   * Throws `contracted-below-registered`, `not-found` (none, or several and no code).
   */
  changeContractedDevices(code: string | null, contractedDevices: number): Promise<{ code: string; before: number }>;
}

export interface OrganizationsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomness: Randomness;
  readonly sealer: Sealer;
  readonly serviceKeys: ServiceKeys;
}

const serialKeyPurpose = 'enrolment-serial';
const sealContext = (organizationId: string) => `enrolment-serial/${organizationId}`;

export function createOrganizations(ports: OrganizationsPorts): Organizations {
  const randomBytes = (count: number) => ports.randomness.bytes(count);

  /** Found by a keyed hash, so that a stolen database alone registers no device. */
  async function hashSerial(serialNumber: string): Promise<Buffer> {
    const key = await ports.serviceKeys.get(serialKeyPurpose);
    return createHmac('sha256', key).update(normaliseSerialNumber(serialNumber)).digest();
  }

  return {
    async create(tx, { id, name, contractedDevices, at }) {
      const code = makeOrganizationCode(randomBytes);
      const serialNumber = makeSerialNumber(randomBytes);
      const serialHash = await hashSerial(serialNumber);
      const serialSealed = ports.sealer.seal(Buffer.from(serialNumber), sealContext(id));
      await store.insertOrganization(tx, { id, code, name, serialHash, serialSealed, contractedDevices, at });
      return { code, serialNumber };
    },
    async get(organizationId, tx) {
      const row = await store.selectOrganization(tx ?? ports.db, organizationId);
      if (row === undefined) throw new SekishoError('not-found');
      return {
        id: row.id,
        code: row.code,
        name: row.name,
        serialNumber: ports.sealer.open(row.serial_sealed, sealContext(row.id)).toString(),
        homeRevision: Number(row.home_revision),
        contractedDevices: row.contracted_devices,
        registeredDevices: row.registered_devices,
      };
    },
    async find(organizationId) {
      const row = await store.selectOrganization(ports.db, organizationId);
      return row === undefined ? null : { id: row.id, name: row.name };
    },
    async findBySerial(serialNumber, tx) {
      const row = await store.selectOrganizationBySerialHash(tx ?? ports.db, await hashSerial(serialNumber));
      if (row === undefined) return null;
      return { id: row.id, code: row.code, name: row.name, homeRevision: Number(row.home_revision) };
    },
    async findOnly() {
      const [organization, another] = await store.selectOrganizationsForCommand(ports.db, null);
      return organization === undefined || another !== undefined ? null : { id: organization.id };
    },
    anyExists: (tx) => store.anyOrganizationExists(tx ?? ports.db),
    listAll: () => store.selectAllOrganizations(ports.db),
    rename: store.updateName,
    raiseSettingsNumber: store.incrementSettingsNumber,
    raiseHomeRevision: store.incrementHomeRevision,
    jumpSettingsNumber: store.jumpSettingsNumber,
    homeRevision: (organizationId, tx) => store.selectHomeRevision(tx ?? ports.db, organizationId),
    takeGroupId: store.takeGroupId,
    takeLicences: store.takeLicences,
    releaseLicences: store.releaseLicences,
    changeContractedDevices: (code, contractedDevices) =>
      ports.transaction((tx) => changeContractedDevices(ports, tx, code, contractedDevices)),
  };
}

async function changeContractedDevices(
  ports: OrganizationsPorts,
  tx: Tx,
  code: string | null,
  contractedDevices: number,
): Promise<{ code: string; before: number }> {
  const [organization, another] = await store.selectOrganizationsForCommand(tx, code);
  if (organization === undefined || another !== undefined) throw new SekishoError('not-found');
  const licences = await store.lockLicences(tx, organization.id);
  if (contractedDevices < licences.registered_devices) {
    throw new SekishoError('contracted-below-registered');
  }
  await store.updateContractedDevices(tx, organization.id, contractedDevices);
  await ports.appendAudit(tx, {
    organizationId: organization.id,
    actor: { type: 'system' },
    action: 'organization.contracted-devices-changed',
    target: { type: 'organization', id: organization.id },
    detail: { before: licences.contracted_devices, after: contractedDevices },
    at: new Date(ports.clock.now()),
  });
  return { code: organization.code, before: licences.contracted_devices };
}
