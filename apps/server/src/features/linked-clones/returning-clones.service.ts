/** Linked clones at registration: who is an earlier one come back, who comes in place of a locked one, and what is kept of each. */
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Topic } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import { findTakenBack, isOrderedWithoutKeys } from '../commands/index.ts';
import {
  type ListedOrders,
  resetReports,
  selectClonesByName,
  selectOrders,
  updateFactsWithin,
} from '../device-list/index.ts';
import {
  type CloneCandidate,
  holdContacts,
  type JudgedClone,
  type NewClone,
  type ReturningClones,
} from '../registration/index.ts';
import { storeIssued } from '../remote-lock/index.ts';
import * as store from './linked-clones.store.ts';
import { type EarlierRecord, isLocked, judgeClone } from './returning-clone.rules.ts';

export interface ReturningClonesPorts {
  readonly ids: Ids;
  readonly tracing: Tracing;
  readonly clock: Clock;
  readonly appendAudit: AppendAudit;
  readonly outbox: Outbox;
  /** Those of these installer settings whose clones find their record again. */
  readonly settingsThatReturn: (tx: Tx, organizationId: string, ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** For how long a device under a policy counts as online after a contact. */
  readonly onlineForMs: (organizationId: string, policyCode: string) => Promise<number>;
  /** The new holder of a record shows marks of its own. */
  readonly forgetMarks: (tx: Tx, organizationId: string, deviceIds: readonly string[]) => Promise<void>;
  readonly holderChanged: Topic<{ readonly deviceId: string; readonly holder: number }>;
}

interface Earlier extends EarlierRecord {
  readonly settingId: string | null;
  readonly computerName: string;
}

/** What is asked about a candidate, with the setting of its installer or of whatever it is the copy of. */
interface Asked extends CloneCandidate {
  readonly originalId: string | null;
}

export function createReturningClones(ports: ReturningClonesPorts): ReturningClones {
  return {
    async judge(tx, organizationId, candidates) {
      const asked = await withOriginals(tx, organizationId, candidates);
      const settingIds = [...new Set(asked.flatMap(({ settingId }) => settingId ?? []))];
      const returning = await ports.settingsThatReturn(tx, organizationId, settingIds);
      const names = asked.flatMap(({ settingId, computerName }) =>
        returning.has(settingId ?? '') ? computerName : [],
      );
      const earlier = names.length === 0 ? [] : await findEarlier(ports, tx, organizationId, names);
      const nowMs = ports.clock.now();
      const taken = new Set<string>();
      return asked.map(({ settingId, originalId, copyOf, computerName }): JudgedClone => {
        const own = earlier
          .filter((record) => record.settingId === settingId && record.computerName === computerName)
          .filter(({ deviceId }) => !taken.has(deviceId))
          .map((record) => (record.deviceId === copyOf ? { ...record, isOriginal: true } : record));
        const verdict = returning.has(settingId ?? '') ? judgeClone(own, nowMs) : ({ outcome: 'new' } as const);
        const returnsAs = verdict.outcome === 'returns' ? verdict.deviceId : null;
        if (returnsAs !== null) taken.add(returnsAs);
        return { settingId, originalId, returnsAs, lockOf: verdict.outcome === 'locked' ? verdict.like : [] };
      });
    },
    async returned(tx, organizationId, clones, at) {
      const deviceIds = clones.map(({ deviceId }) => deviceId);
      await updateFactsWithin(tx, organizationId, clones);
      await resetReports(tx, organizationId, deviceIds);
      await ports.forgetMarks(tx, organizationId, deviceIds);
      const begun = deviceIds.map((deviceId) => ({ organizationId, deviceId }));
      await store.updateEnded(tx, begun, null);
      await ports.appendAudit(
        tx,
        ...clones.map(({ deviceId, facts, detail }) => ({
          organizationId,
          actor: { type: 'device', id: deviceId } as const,
          action: 'device.clone-returned' as const,
          target: { type: 'device', id: deviceId },
          detail: { computerName: facts.computerName.toWellFormed(), ...detail },
          at,
        })),
      );
      await ports.outbox.enqueueAll(
        tx,
        ports.holderChanged,
        clones.map(({ deviceId, holder }) => ({ deviceId, holder })),
      );
    },
    async added(tx, organizationId, clones, at) {
      await store.insertClones(tx, organizationId, clones);
      for (const clone of clones) if (clone.lockOf.length > 0) await lockLike(ports, tx, organizationId, clone, at);
    },
  };
}

async function withOriginals(
  tx: Tx,
  organizationId: string,
  candidates: readonly CloneCandidate[],
): Promise<readonly Asked[]> {
  const copied = candidates.flatMap(({ copyOf }) => copyOf ?? []);
  const originals = copied.length === 0 ? null : await store.selectClones(tx, organizationId, copied);
  return candidates.map((candidate) => {
    const { copyOf, isFormer, settingId } = candidate;
    if (copyOf === null) return { ...candidate, originalId: null };
    const original = originals?.get(copyOf);
    // Whoever held a record before is no copy of its disk: it began where that did.
    const originalId = isFormer ? (original?.originalId ?? null) : copyOf;
    return { ...candidate, settingId: settingId ?? original?.settingId ?? null, originalId };
  });
}

/** The records of these names as they are now; they stay so until the commit, but for those that somebody writes just now. */
async function findEarlier(
  ports: ReturningClonesPorts,
  tx: Tx,
  organizationId: string,
  computerNames: readonly string[],
): Promise<readonly Earlier[]> {
  const named = (await selectClonesByName(tx, organizationId, computerNames)).map(({ deviceId }) => deviceId);
  if (named.length === 0) return [];
  const contacts = new Map(
    (await holdContacts(tx, organizationId, named)).map(({ deviceId, heardAt }) => [deviceId, heardAt]),
  );
  // Read once the contacts are held: whoever orders anything holds them too.
  const listed = await selectClonesByName(tx, organizationId, computerNames);
  const clones = await store.selectClones(tx, organizationId, named);
  const originals = await store.selectOriginals(tx, organizationId, named);
  const doneWith = await findLocksDoneWith(tx, organizationId, named);
  const earlier: Earlier[] = [];
  for (const { deviceId, computerName, policyCode, lockMode, openCommand, wiped } of listed) {
    const clone = clones.get(deviceId);
    const heardAt = contacts.get(deviceId);
    earlier.push({
      deviceId,
      computerName,
      lockMode,
      openCommand,
      wiped,
      settingId: clone?.settingId ?? null,
      heardAtMs: heardAt?.getTime() ?? Number.POSITIVE_INFINITY,
      endedAtMs: clone?.endedAt?.getTime() ?? null,
      onlineForMs: await ports.onlineForMs(organizationId, policyCode),
      busy: heardAt === undefined,
      isOriginal: originals.has(deviceId),
      lockDoneWith: doneWith.has(deviceId),
    });
  }
  return earlier;
}

/** Of these devices those whose lock went to a clone of which somebody has taken it back. One that was deregistered locked takes nothing back. */
async function findLocksDoneWith(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const bearers = await store.selectLockedLike(tx, organizationId, deviceIds);
  if (bearers.length === 0) return new Set();
  const ids = bearers.map(({ deviceId }) => deviceId);
  const listed = await selectOrders(tx, organizationId, ids);
  const takenBack = await findTakenBack(tx, organizationId, ids);
  const isOpen = (each: ListedOrders) =>
    each.state === 'deregistered' ? takenBack.has(each.deviceId) : !isLocked(each);
  const open = new Set(listed.filter(isOpen).map(({ deviceId }) => deviceId));
  return new Set(bearers.flatMap(({ deviceId, lockOf }) => (open.has(deviceId) ? lockOf : [])));
}

/** It is locked at its first contact, and stays so until somebody unlocks it. */
async function lockLike(
  ports: ReturningClonesPorts,
  tx: Tx,
  organizationId: string,
  { deviceId, computerName, lockOf }: NewClone,
  at: Date,
): Promise<void> {
  const noKeys = await isOrderedWithoutKeys(tx, organizationId, lockOf);
  const issued = { organizationId, kind: 'lock', noKeys, issuedBy: null, at } as const;
  for (const { id } of await storeIssued(ports, tx, issued, [{ deviceId, computerName }]))
    await ports.appendAudit(tx, {
      organizationId,
      actor: { type: 'system' },
      action: 'device.lock-issued',
      target: { type: 'device', id: deviceId },
      detail: { commandId: id, reason: 'clone-of-locked', lockOf: [...lockOf] },
      at,
    });
}
