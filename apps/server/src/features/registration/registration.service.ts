/** Registration of devices by serial number, many at once: one transaction per organization and batch, never more than contracted. */
import { createHash } from 'node:crypto';
import type { ApprovableText, EnrolAnswer, EnrolRequest, SignedText } from '@sekisho/contracts';
import { importPublicKey } from '@sekisho/trust';
import type { AppendAudit, AuditEntry } from '../../platform/audit/audit.ts';
import { createGather } from '../../platform/batches/gather.ts';
import type { Clock, Timers } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { insertListRows } from '../device-list/index.ts';
import * as store from './devices.store.ts';
import { type Enrolment, planEnrolments } from './enrolment.rules.ts';
import type { GuessLimit } from './guess-limit.ts';

export interface RegisteringOrganization {
  readonly id: string;
  readonly name: string;
}

export interface RegistrationPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly appendAudit: AppendAudit;
  readonly guessLimit: GuessLimit;
  readonly findBySerial: (serialNumber: string) => Promise<RegisteringOrganization | null>;
  /** Takes up to that many licences and says how many; the organization's licences stay locked until the commit. */
  readonly takeLicences: (tx: Tx, organizationId: string, wanted: number) => Promise<number>;
  readonly releaseLicences: (tx: Tx, organizationId: string, count: number) => Promise<void>;
  readonly trustChain: (organizationId: string) => Promise<readonly SignedText[]>;
  readonly homeRevision: (organizationId: string) => Promise<number>;
  readonly policyFor: (
    organizationId: string,
    code: string,
  ) => Promise<{ readonly revision: number; readonly signed: ApprovableText } | null>;
  /** Told of devices just added, with what they say of their hardware. */
  readonly registeredAgain: (
    tx: Tx,
    organizationId: string,
    added: readonly { readonly deviceId: string; readonly facts: EnrolRequest['facts'] }[],
    at: Date,
  ) => Promise<void>;
}

export interface Registration {
  /**
   * Throws `enrolment-refused` (no such serial number, or no licence left), `deregistered` (with the notice), `too-many-requests`,
   * `validation-failed` (no P-256 key), `service-unavailable`.
   */
  enrol(request: EnrolRequest, remoteAddress: string): Promise<EnrolAnswer>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

interface Candidate {
  readonly request: EnrolRequest;
  readonly publicKey: Buffer;
  readonly keyHash: string;
  readonly organization: RegisteringOrganization;
}

interface Enrolled {
  readonly deviceId: string;
  readonly policyCode: string;
  readonly deviceRevision: number;
}

type Decision = { readonly enrolled: Enrolled } | { readonly refusal: SekishoError };

const defaultPolicyCode = 'A01';

export function createRegistration(ports: RegistrationPorts): Registration {
  const gather = createGather<Candidate, Decision>({
    run: (candidates) => enrolBatch(ports, candidates),
    keyOf: ({ organization, keyHash }) => `${organization.id}/${keyHash}`,
    timers: ports.timers,
    maximumBatch: 200,
    maximumInFlight: 2,
    maximumWaiting: 5_000,
    lingerMs: 5,
  });
  const findBySerial = shareLookups(ports.findBySerial);

  return {
    async enrol(request, remoteAddress) {
      const retryAfterSeconds = ports.guessLimit.waitSeconds(remoteAddress);
      if (retryAfterSeconds > 0) throw new SekishoError('too-many-requests', { retryAfterSeconds });
      const publicKey = Buffer.from(request.publicKey, 'base64url');
      if (importPublicKey(publicKey) === null)
        throw new SekishoError('validation-failed', { errors: [{ pointer: '/publicKey', code: 'validation-failed' }] });
      const { serialNumber } = request;
      const organization = serialNumber === undefined ? null : await findBySerial(serialNumber);
      if (organization === null) {
        ports.guessLimit.wrong(remoteAddress);
        throw new SekishoError('enrolment-refused');
      }
      const keyHash = createHash('sha256').update(publicKey).digest('hex');
      const decision = await gather.submit({ request, publicKey, keyHash, organization });
      if ('refusal' in decision) throw decision.refusal;
      return answerOf(ports, organization, decision.enrolled);
    },
    idle: () => gather.idle(),
  };
}

/** Whoever asks the same while a look-up is under way shares it: a thousand devices of one organization ask at once. */
function shareLookups<T>(lookUp: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key) => {
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const found = lookUp(key).finally(() => underWay.delete(key));
    underWay.set(key, found);
    return found;
  };
}

async function enrolBatch(ports: RegistrationPorts, candidates: readonly Candidate[]): Promise<readonly Decision[]> {
  const indexes = new Map<string, number[]>();
  for (const [index, { organization }] of candidates.entries())
    indexes.set(organization.id, [...(indexes.get(organization.id) ?? []), index]);
  return ports.transaction(async (tx) => {
    const decisions: Decision[] = [];
    // In one order everywhere, so that two batches never wait for each other's organizations.
    for (const organizationId of [...indexes.keys()].sort()) {
      const own = indexes.get(organizationId) ?? [];
      const decided = await enrolOf(
        ports,
        tx,
        organizationId,
        own.map((index) => candidates[index] as Candidate),
      );
      for (const [position, index] of own.entries()) decisions[index] = decided[position] as Decision;
    }
    return decisions;
  });
}

async function enrolOf(
  ports: RegistrationPorts,
  tx: Tx,
  organizationId: string,
  candidates: readonly Candidate[],
): Promise<Decision[]> {
  const hashes = candidates.map((candidate) => candidate.keyHash);
  // Locks the licences first: from here on nobody else registers in this organization.
  const taken = await ports.takeLicences(tx, organizationId, candidates.length);
  const known = await store.selectByKeyHashes(tx, organizationId, hashes);
  const plan = planEnrolments(hashes, known, taken);
  const ids = plan.map((enrolment) => (enrolment.outcome === 'new' ? ports.ids.next() : null));
  const added = candidates.flatMap((candidate, index) => {
    const id = ids[index];
    return typeof id === 'string' ? [{ id, candidate }] : [];
  });
  if (added.length < taken) await ports.releaseLicences(tx, organizationId, taken - added.length);
  if (added.length > 0) await insert(ports, tx, organizationId, added);
  const idOf = (enrolment: Enrolment, index: number): string => {
    if (enrolment.outcome === 'same-as') return ids[enrolment.index] ?? '';
    return 'deviceId' in enrolment ? enrolment.deviceId : (ids[index] ?? '');
  };
  return plan.map((enrolment, index) => {
    const record = known.get(hashes[index] ?? '');
    if (enrolment.outcome === 'full') return { refusal: new SekishoError('enrolment-refused') };
    if (enrolment.outcome === 'deregistered')
      return { refusal: new SekishoError('deregistered', record?.notice ? { notice: record.notice } : {}) };
    const policyCode = record?.policyCode ?? defaultPolicyCode;
    return { enrolled: { deviceId: idOf(enrolment, index), policyCode, deviceRevision: record?.deviceRevision ?? 0 } };
  });
}

async function insert(
  ports: RegistrationPorts,
  tx: Tx,
  organizationId: string,
  added: readonly { readonly id: string; readonly candidate: Candidate }[],
): Promise<void> {
  const at = new Date(ports.clock.now());
  const devices = added.map(({ id, candidate: { publicKey, keyHash } }) => ({ id, publicKey, publicKeyHash: keyHash }));
  await store.insertDevices(tx, organizationId, defaultPolicyCode, devices, at);
  const rows = added.map(({ id, candidate }) => ({
    deviceId: id,
    policyCode: defaultPolicyCode,
    deviceRevision: 0,
    facts: candidate.request.facts,
  }));
  await insertListRows(tx, organizationId, rows, at);
  await ports.registeredAgain(tx, organizationId, rows, at);
  const entries = added.map(
    ({ id, candidate }): AuditEntry => ({
      organizationId,
      actor: { type: 'device', id },
      action: 'device.registered',
      target: { type: 'device', id },
      detail: { computerName: candidate.request.facts.computerName.toWellFormed() },
      at,
    }),
  );
  await ports.appendAudit(tx, ...entries);
}

async function answerOf(
  ports: RegistrationPorts,
  organization: RegisteringOrganization,
  { deviceId, policyCode, deviceRevision }: Enrolled,
): Promise<EnrolAnswer> {
  const policy = await ports.policyFor(organization.id, policyCode);
  if (policy === null) throw new SekishoError('policy-not-found');
  const homeRevision = await ports.homeRevision(organization.id);
  return {
    deviceId,
    organizationId: organization.id,
    organizationName: organization.name,
    trustChain: [...(await ports.trustChain(organization.id))],
    settings: {
      settingsRevision: Math.max(homeRevision, policy.revision, deviceRevision),
      policyCode,
      policy: policy.signed,
    },
    serverTime: ports.clock.now(),
  };
}
