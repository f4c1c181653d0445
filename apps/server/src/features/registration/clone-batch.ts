/** Linked clones among those who register: asked about before anything is written, and told of afterwards. */
import type { DeviceFacts } from '@sekisho/contracts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Enrolment } from './enrolment.rules.ts';
import { type TakenRecord, updateHolders } from './holders.store.ts';

export interface CloneCandidate {
  /** Of the installer whose token it shows; `null`: it shows none. */
  readonly settingId: string | null;
  /** The device whose key it shows; `null`: it shows none. */
  readonly copyOf: string | null;
  /** That device's record has gone over to another machine since. */
  readonly isFormer: boolean;
  readonly computerName: string;
}

export interface JudgedClone {
  readonly settingId: string | null;
  /** Whose disk it began as. */
  readonly originalId: string | null;
  /** The record that it takes over; `null`: it is a device of its own. */
  readonly returnsAs: string | null;
  /** Records whose lock it comes under. */
  readonly lockOf: readonly string[];
}

export interface NewClone extends JudgedClone {
  readonly deviceId: string;
  readonly computerName: string;
}

export interface ReturnedClone extends TakenRecord {
  readonly facts: DeviceFacts;
  /** As the audit log has it. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface ReturningClones {
  /** In order. What is taken over stays as it is until the commit; nobody takes over what another one of them does. */
  judge(tx: Tx, organizationId: string, candidates: readonly CloneCandidate[]): Promise<readonly JudgedClone[]>;
  /** Their records have new holders. */
  returned(tx: Tx, organizationId: string, clones: readonly ReturnedClone[], at: Date): Promise<void>;
  /** Devices of their own: just inserted. */
  added(tx: Tx, organizationId: string, clones: readonly NewClone[], at: Date): Promise<void>;
}

interface Candidate {
  readonly request: { readonly facts: DeviceFacts };
  readonly publicKey: Buffer;
  readonly keyHash: string;
  readonly installerId: string | null;
  readonly copyOf: string | null;
  readonly isFormer?: boolean;
}

interface ClonePorts {
  readonly clones: ReturningClones;
  readonly clock: Clock;
}

type Installers = ReadonlyMap<string, { readonly settingId?: string | null }>;

/** By index. @param asks whether a candidate is a linked clone that nobody knows yet: then the installers; else `null` */
export async function judgeClones(
  { clones }: ClonePorts,
  tx: Tx,
  organizationId: string,
  candidates: readonly Candidate[],
  asks: (index: number) => { readonly installers: Installers } | null,
): Promise<ReadonlyMap<number, JudgedClone>> {
  const asking = candidates.flatMap((candidate, index) => {
    const held = asks(index);
    if (held === null) return [];
    const { installerId, copyOf, isFormer = false, request } = candidate;
    const settingId = held.installers.get(installerId ?? '')?.settingId ?? null;
    return [{ index, settingId, copyOf, isFormer, computerName: request.facts.computerName.toWellFormed() }];
  });
  if (asking.length === 0) return new Map();
  const judged = await clones.judge(tx, organizationId, asking);
  return new Map(asking.map(({ index }, position) => [index, judged[position] as JudgedClone]));
}

export function recordsTakenOver(clones: ReadonlyMap<number, JudgedClone>): ReadonlyMap<number, string> {
  return new Map(
    [...clones].flatMap(([index, { returnsAs }]) => (returnsAs === null ? [] : [[index, returnsAs] as const])),
  );
}

/** Gives records their new holders. @returns the records by the index of who has them now */
export async function takeOver(
  { clones, clock }: ClonePorts,
  tx: Tx,
  organizationId: string,
  candidates: readonly Candidate[],
  plan: readonly Enrolment[],
): Promise<ReadonlyMap<number, TakenRecord>> {
  const coming = plan.flatMap((enrolment, index) => {
    const candidate = candidates[index];
    return enrolment.outcome === 'returns' && candidate !== undefined
      ? [{ index, deviceId: enrolment.deviceId, candidate }]
      : [];
  });
  if (coming.length === 0) return new Map();
  const at = new Date(clock.now());
  const holders = coming.map(({ deviceId, candidate: { publicKey, keyHash } }) => {
    return { deviceId, publicKey, publicKeyHash: keyHash };
  });
  const records = new Map((await updateHolders(tx, organizationId, holders, at)).map((each) => [each.deviceId, each]));
  const taken = coming.flatMap(({ index, deviceId, candidate }) => {
    const record = records.get(deviceId);
    return record === undefined ? [] : [{ index, record, candidate }];
  });
  const returned = taken.map(({ record, candidate: { installerId, copyOf, request } }) => ({
    ...record,
    facts: request.facts,
    detail: { ...(installerId !== null && { installerId }), ...(copyOf !== null && { copyOf }) },
  }));
  await clones.returned(tx, organizationId, returned, at);
  return new Map(taken.map(({ index, record }) => [index, record]));
}
