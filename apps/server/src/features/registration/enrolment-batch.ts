/** Registers many devices in one transaction: licences and uses of installers are counted there, and everything that tells of a device is written. */
import type { DeviceClientKind, EnrolRequest } from '@sekisho/contracts';
import type { AppendAudit, AuditEntry } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Settings } from '../../platform/config/settings.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { insertListRows } from '../device-list/index.ts';
import { type JudgedClone, judgeClones, type ReturningClones, recordsTakenOver, takeOver } from './clone-batch.ts';
import * as store from './devices.store.ts';
import { type Enrolment, planEnrolments, type UsableInstaller } from './enrolment.rules.ts';

export interface RegisteringOrganization {
  readonly id: string;
  readonly name: string;
}

/** What becomes of a device that registers. */
export interface Assignment {
  readonly clientKind: DeviceClientKind;
  readonly policyCode: string;
  readonly group: { readonly id: number; readonly name: string } | null;
}

/** What an installer gives the devices that register with it. */
export type HeldInstaller = UsableInstaller &
  Omit<Assignment, 'clientKind'> & {
    /** `null`: what the device says it is, where one address is for several. */
    readonly clientKind: DeviceClientKind | null;
    /** Of the setting that it was made of, while there is one. */
    readonly settingId?: string | null;
  };

export interface EnrolmentPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: Pick<Settings, 'sharded'>;
  readonly appendAudit: AppendAudit;
  /** Takes up to that many licences and says how many; the organization's licences stay locked until the commit. */
  readonly takeLicences: (tx: Tx, organizationId: string, wanted: number) => Promise<number>;
  readonly releaseLicences: (tx: Tx, organizationId: string, count: number) => Promise<void>;
  /** Installers by id, as far as they are there; they, their groups and policies stay as they are until the commit. */
  readonly holdInstallers: (
    tx: Tx,
    organizationId: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, HeldInstaller>>;
  /** What devices have whose copies register, by their id. */
  readonly assignmentsOf: (
    tx: Tx,
    organizationId: string,
    deviceIds: readonly string[],
  ) => Promise<ReadonlyMap<string, Assignment>>;
  readonly clones: ReturningClones;
  readonly countUses: (tx: Tx, organizationId: string, uses: ReadonlyMap<string, number>) => Promise<void>;
  /** Told of devices just added, with what they say of their hardware. */
  readonly registeredAgain: (
    tx: Tx,
    organizationId: string,
    added: readonly { readonly deviceId: string; readonly facts: EnrolRequest['facts'] }[],
    at: Date,
  ) => Promise<void>;
}

export interface Candidate {
  readonly request: Pick<EnrolRequest, 'facts'> & { readonly clientKind?: DeviceClientKind };
  readonly publicKey: Buffer;
  readonly keyHash: string;
  readonly organization: RegisteringOrganization;
  /** Whose token it showed; `null`: the serial number. */
  readonly installerId: string | null;
  /** The device whose copy it is, and whose place it shares; `null`: of none. */
  readonly copyOf: string | null;
  /** That device's record has gone over to another machine since. */
  readonly isFormer?: boolean;
}

export interface Enrolled {
  readonly deviceId: string;
  readonly policyCode: string;
  readonly deviceRevision: number;
}

export type Decision = { readonly enrolled: Enrolled } | { readonly refusal: SekishoError };

interface Held {
  readonly installers: ReadonlyMap<string, HeldInstaller>;
  readonly originals: ReadonlyMap<string, Assignment>;
}

const defaultPolicyCode = 'A01';

/** @param candidates of one organization, at least one */
export async function enrolBatch(
  ports: EnrolmentPorts,
  candidates: readonly Candidate[],
): Promise<readonly Decision[]> {
  const [first] = candidates;
  if (first === undefined) return [];
  return ports.transaction((tx) => enrolOf(ports, tx, first.organization.id, candidates));
}

/** For whoever registers devices of one organization in a transaction of its own. */
export async function enrolOf(
  ports: EnrolmentPorts,
  tx: Tx,
  organizationId: string,
  candidates: readonly Candidate[],
): Promise<Decision[]> {
  // Locks the licences first: from here on nobody else registers in this organization.
  const taken = await ports.takeLicences(tx, organizationId, candidates.length);
  const hashes = candidates.map((candidate) => candidate.keyHash);
  const known = await store.selectByKeyHashes(tx, organizationId, hashes);
  const held = await hold(ports, tx, organizationId, candidates);
  const clones = await judgeClones(ports, tx, organizationId, candidates, (index) => {
    const candidate = candidates[index];
    const isNew = candidate !== undefined && !known.has(candidate.keyHash);
    return isNew && assignmentOf(candidate, held).clientKind === 'linked-clone' ? held : null;
  });
  const plan = planEnrolments(candidates, known, held.installers, taken, recordsTakenOver(clones));
  const ids = plan.map((enrolment) => (enrolment.outcome === 'new' ? ports.ids.next() : null));
  const added = candidates.flatMap((candidate, index) => {
    const id = ids[index];
    const clone = clones.get(index) ?? null;
    return typeof id === 'string' ? [{ id, candidate, clone, ...assignmentOf(candidate, held) }] : [];
  });
  if (added.length < taken) await ports.releaseLicences(tx, organizationId, taken - added.length);
  if (added.length > 0) await insert(ports, tx, organizationId, added);
  const returned = await takeOver(ports, tx, organizationId, candidates, plan);
  return plan.map((enrolment, index): Decision => {
    const record = known.get(hashes[index] ?? '');
    const refusal = refusalOf(enrolment, record);
    if (refusal !== null) return { refusal };
    if (record !== undefined) {
      const { id: deviceId, policyCode, deviceRevision } = record;
      return { enrolled: { deviceId, policyCode, deviceRevision } };
    }
    const first = enrolment.outcome === 'same-as' ? enrolment.index : index;
    const taken = returned.get(first);
    if (taken !== undefined) return { enrolled: taken };
    const { policyCode } = assignmentOf(candidates[first] as Candidate, held);
    return { enrolled: { deviceId: ids[first] ?? '', policyCode, deviceRevision: 0 } };
  });
}

async function hold(
  ports: EnrolmentPorts,
  tx: Tx,
  organizationId: string,
  candidates: readonly Candidate[],
): Promise<Held> {
  const installerIds = new Set(candidates.flatMap(({ installerId }) => installerId ?? []));
  const originalIds = new Set(candidates.flatMap(({ copyOf }) => copyOf ?? []));
  return {
    installers: installerIds.size === 0 ? new Map() : await ports.holdInstallers(tx, organizationId, [...installerIds]),
    originals: originalIds.size === 0 ? new Map() : await ports.assignmentsOf(tx, organizationId, [...originalIds]),
  };
}

function assignmentOf({ installerId, copyOf, request }: Candidate, { installers, originals }: Held): Assignment {
  const told = request.clientKind ?? 'standard';
  const installer = installers.get(installerId ?? '');
  if (installer !== undefined) return { ...installer, clientKind: installer.clientKind ?? told };
  return originals.get(copyOf ?? '') ?? { clientKind: told, policyCode: defaultPolicyCode, group: null };
}

function refusalOf(enrolment: Enrolment, record: store.DeviceRecord | undefined): SekishoError | null {
  switch (enrolment.outcome) {
    case 'full':
      return new SekishoError('enrolment-refused');
    case 'refused':
      return new SekishoError(enrolment.code);
    case 'deregistered':
      return new SekishoError('deregistered', record?.notice ? { notice: record.notice } : {});
    default:
      return null;
  }
}

interface Added extends Assignment {
  readonly id: string;
  readonly candidate: Candidate;
  /** `null`: it is no linked clone. */
  readonly clone: JudgedClone | null;
}

async function insert(ports: EnrolmentPorts, tx: Tx, organizationId: string, added: readonly Added[]): Promise<void> {
  const at = new Date(ports.clock.now());
  const devices = added.map(({ id, policyCode, group, candidate: { publicKey, keyHash } }) => ({
    id,
    publicKey,
    publicKeyHash: keyHash,
    policyCode,
    groupId: group?.id ?? null,
  }));
  await store.insertDevices(tx, organizationId, devices, at);
  if (ports.settings.sharded === 'yes')
    await store.enterDirectory(
      tx,
      organizationId,
      devices.map(({ id }) => id),
    );
  const rows = added.map(({ id, clientKind, policyCode, group, candidate }) => ({
    deviceId: id,
    clientKind,
    policyCode,
    group,
    deviceRevision: 0,
    facts: candidate.request.facts,
  }));
  await insertListRows(tx, organizationId, rows, at);
  await ports.registeredAgain(tx, organizationId, rows, at);
  const uses = new Map<string, number>();
  for (const { candidate } of added)
    if (candidate.installerId !== null) uses.set(candidate.installerId, (uses.get(candidate.installerId) ?? 0) + 1);
  if (uses.size > 0) await ports.countUses(tx, organizationId, uses);
  await ports.appendAudit(tx, ...added.map((each) => auditEntryOf(organizationId, each, at)));
  const clones = added.flatMap(({ id, candidate, clone }) =>
    clone === null
      ? []
      : [{ ...clone, deviceId: id, computerName: candidate.request.facts.computerName.toWellFormed() }],
  );
  if (clones.length > 0) await ports.clones.added(tx, organizationId, clones, at);
}

function auditEntryOf(organizationId: string, { id, candidate, ...assignment }: Added, at: Date): AuditEntry {
  const { clientKind, policyCode, group } = assignment;
  const { installerId, copyOf, request } = candidate;
  const byInstaller = installerId === null ? {} : { installerId, clientKind, policyCode, groupId: group?.id ?? 0 };
  return {
    organizationId,
    actor: { type: 'device', id },
    action: copyOf === null ? 'device.registered' : 'device.parted',
    target: { type: 'device', id },
    detail: { computerName: request.facts.computerName.toWellFormed(), ...byInstaller, ...(copyOf && { copyOf }) },
    at,
  };
}
