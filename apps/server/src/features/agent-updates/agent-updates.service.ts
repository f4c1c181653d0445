/** Releases as they are added, and their rollouts: begun, widened, paused, ended, each with its entry in the audit log. */
import {
  type AgentUpdates,
  type AuditAction,
  type Release,
  type ReleaseAdd,
  type Rollout,
  type RolloutChange,
  type RolloutStart,
  type UpdateDeviceList,
  type UpdateDeviceQuery,
  updateDevicePage,
} from '@sekisho/contracts';
import { readRelease } from '@sekisho/trust';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { requireRecentProof } from '../../platform/authorization/require-session.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { isUniqueViolation } from '../../platform/database/violations.ts';
import { type Ids, leastIdAt } from '../../platform/ids.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Trust } from '../trust/index.ts';
import { contentOf, packedFilesOf } from './release-content.ts';
import { deleteRelease } from './release-deletion.ts';
import { receiveFile } from './release-files.ts';
import * as releases from './releases.store.ts';
import { isOver } from './rollout.rules.ts';
import { rolloutsChanged } from './rollout-cache.ts';
import { changedRollout, reachesMore } from './rollout-change.rules.ts';
import { countStates, type RolloutCount } from './rollout-counts.store.ts';
import * as rollouts from './rollouts.store.ts';

export interface AgentUpdatesPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly outbox: Outbox;
  readonly trust: Pick<Trust, 'within'>;
  /** Throws `group-not-found`; of the groups. */
  readonly holdGroup: (tx: Tx, organizationId: string, id: number) => Promise<unknown>;
}

/** All of them throw `permission-denied` for administrators of groups: whoever brings code to devices answers for all of them. */
export interface AgentUpdatesService {
  overview(principal: Principal): Promise<AgentUpdates>;
  /** The same text again changes nothing. Throws `release-refused` for what no release key has signed, `release-exists`. */
  add(principal: Principal, add: ReleaseAdd): Promise<Release>;
  /** Throws `release-file-unknown`, `release-file-damaged`. One that is there already is read and left. */
  addFile(principal: Principal, sha256: string, content: AsyncIterable<Buffer>): Promise<void>;
  /** With its files and its rollouts. Throws `release-not-found`, and `release-in-use` while one of them has not ended. */
  delete(principal: Principal, id: string): Promise<void>;
  /** Throws `release-not-found`, `release-incomplete`, `release-over`, `rollout-under-way`, `group-not-found`. */
  start(principal: Principal, start: RolloutStart): Promise<Rollout>;
  /** Throws `rollout-not-found`, `rollout-over`, `group-not-found`; for what reaches more devices `proof-required`, `release-over`. */
  change(principal: Principal, id: string, change: RolloutChange): Promise<Rollout>;
  devices(principal: Principal, id: string, query: UpdateDeviceQuery): Promise<UpdateDeviceList>;
}

/** No upload takes so long: what a process that ended in the middle of one has left. */
const abandonedAfterMs = 24 * 3_600_000;

const iso = (epochMs: number) => new Date(epochMs).toISOString();

function releaseOf(row: releases.ReleaseRow, here: ReadonlySet<string>): Release {
  const content = contentOf(row);
  const missing = packedFilesOf(row).flatMap(({ sha256 }) => (here.has(sha256) ? [] : [sha256]));
  return {
    id: row.id,
    version: row.version,
    minimumVersion: content.minimumVersion,
    notBefore: iso(content.notBefore),
    notAfter: iso(content.notAfter),
    addedAt: row.addedAt.toISOString(),
    addedBy: row.addedBy,
    targets: content.targets.map(({ platform, architecture }) => ({ platform, architecture })),
    missing: [...new Set(missing)],
  };
}

function rolloutOf(row: rollouts.RolloutRow, counts: readonly RolloutCount[]): Rollout {
  const { attempt: _attempt, revision: _revision, startedAt, ...shown } = row;
  const count = (state: RolloutCount['state']) =>
    counts.find((each) => each.rolloutId === row.id && each.state === state)?.devices ?? 0;
  const told = { offered: count('offered'), updated: count('updated'), failed: count('failed') };
  return { ...shown, startedAt: startedAt.toISOString(), ...told };
}

function requireWholeOrganization({ groupIds }: Principal): void {
  if (groupIds !== null) throw new SekishoError('permission-denied');
}

export function createAgentUpdates(ports: AgentUpdatesPorts): AgentUpdatesService {
  const { db, transaction, trust, ids } = ports;
  const now = () => new Date(ports.clock.now());

  async function audit(
    tx: Tx,
    principal: Principal,
    action: AuditAction,
    target: { readonly type: 'agent-release' | 'agent-rollout'; readonly id: string },
    detail: Record<string, unknown>,
  ): Promise<void> {
    const { organizationId } = principal;
    await ports.appendAudit(tx, { organizationId, actor: auditActorOf(principal), action, target, detail, at: now() });
  }

  return {
    async overview(principal) {
      requireWholeOrganization(principal);
      const { organizationId } = principal;
      const { releaseKeys = [] } = (await trust.within(db, organizationId)).state.set;
      const [known, here, begun, counts] = await Promise.all([
        releases.selectReleases(db, organizationId),
        releases.selectFiles(db, organizationId),
        rollouts.selectRollouts(db, organizationId),
        countStates(db, organizationId),
      ]);
      return {
        releaseKeys: releaseKeys.map(({ keyId, name }) => ({ keyId, name })),
        releases: known.map((row) => releaseOf(row, here)),
        rollouts: begun.map((row) => rolloutOf(row, counts)),
      };
    },
    async add(principal, { release: signed }) {
      requireWholeOrganization(principal);
      const { organizationId, loginId } = principal;
      const read = readRelease(signed, (await trust.within(db, organizationId)).state.set);
      if (!read.ok) throw new SekishoError('release-refused');
      const { version } = read.release;
      const row = { id: ids.next(), version, signed, addedAt: now(), addedBy: loginId };
      const added = await transaction(async (tx) => {
        await releases.insertRelease(tx, organizationId, row);
        await audit(tx, principal, 'agent-release.added', { type: 'agent-release', id: row.id }, { version });
        return row;
      }).catch(async (cause: unknown) => {
        if (!isUniqueViolation(cause, 'agent_releases_version')) throw cause;
        const known = await releases.selectVersion(db, organizationId, version);
        if (known?.signed.text === signed.text) return known;
        throw new SekishoError('release-exists', { cause });
      });
      return releaseOf(added, await releases.selectFiles(db, organizationId));
    },
    async addFile(principal, sha256, content) {
      requireWholeOrganization(principal);
      const { organizationId } = principal;
      const wanting = (await releases.selectReleases(db, organizationId)).flatMap((row) => {
        const file = packedFilesOf(row).find((packed) => packed.sha256 === sha256);
        return file === undefined ? [] : [{ file, row }];
      })[0];
      if (wanting === undefined) throw new SekishoError('release-file-unknown');
      const { file, row } = wanting;
      const uploadId = ids.next();
      const nowMs = ports.clock.now();
      await releases.deleteAbandoned(db, organizationId, leastIdAt(nowMs - abandonedAfterMs));
      try {
        await receiveFile(db, organizationId, uploadId, file, content);
        await transaction(async (tx) => {
          // It may have been deleted while its file came.
          if ((await releases.selectRelease(tx, organizationId, row.id, 'kept')) === null)
            throw new SekishoError('release-file-unknown');
          if (!(await releases.insertFile(tx, organizationId, { ...file, uploadId }))) return;
          const target = { type: 'agent-release', id: row.id } as const;
          await audit(tx, principal, 'agent-release.file-added', target, { version: row.version, sha256 });
        });
      } finally {
        await releases.deleteUpload(db, organizationId, uploadId);
      }
    },
    delete(principal, id) {
      requireWholeOrganization(principal);
      return transaction(async (tx) => {
        const version = await deleteRelease(tx, principal.organizationId, id);
        await audit(tx, principal, 'agent-release.deleted', { type: 'agent-release', id }, { version });
      });
    },
    async start(principal, start) {
      requireWholeOrganization(principal);
      const { organizationId, loginId } = principal;
      const row = await transaction(async (tx) => {
        for (const id of start.groupIds ?? []) await ports.holdGroup(tx, organizationId, id);
        const release = await releases.selectRelease(tx, organizationId, start.releaseId, 'kept');
        if (release === null) throw new SekishoError('release-not-found');
        const named = packedFilesOf(release).map(({ sha256 }) => sha256);
        const here = await releases.holdFiles(tx, organizationId, named, 'kept');
        if (named.some((sha256) => !here.has(sha256))) throw new SekishoError('release-incomplete');
        const startedAt = now();
        if (isOver(contentOf(release), startedAt.getTime())) throw new SekishoError('release-over');
        const begun = {
          ...start,
          id: ids.next(),
          state: 'running',
          attempt: 1,
          startedAt,
          startedBy: loginId,
        } as const;
        const inserted = { ...begun, revision: startedAt.getTime() };
        await rollouts.insertRollout(tx, organizationId, inserted);
        const detail = { version: release.version, percent: start.percent, groupIds: start.groupIds };
        await audit(tx, principal, 'agent-rollout.started', { type: 'agent-rollout', id: begun.id }, detail);
        await ports.outbox.enqueue(tx, rolloutsChanged, organizationId);
        return { ...inserted, version: release.version };
      }).catch((cause: unknown) => {
        throw isUniqueViolation(cause, 'agent_rollouts_one') ? new SekishoError('rollout-under-way', { cause }) : cause;
      });
      return rolloutOf(row, []);
    },
    async change(principal, id, change) {
      requireWholeOrganization(principal);
      const { organizationId } = principal;
      const row = await transaction(async (tx) => {
        const before = await rollouts.holdRollout(tx, organizationId, id);
        if (before === null) throw new SekishoError('rollout-not-found');
        const next = changedRollout(before, change, now().getTime());
        if (next === null) throw new SekishoError('rollout-over');
        if (reachesMore(before, next)) {
          requireRecentProof(principal, ports.clock.now());
          const release = await releases.selectRelease(tx, organizationId, before.releaseId);
          if (release === null || isOver(contentOf(release), ports.clock.now())) throw new SekishoError('release-over');
        }
        for (const groupId of change.groupIds ?? []) await ports.holdGroup(tx, organizationId, groupId);
        await rollouts.updateRollout(tx, organizationId, next);
        const detail = { version: before.version, ...change };
        await audit(tx, principal, 'agent-rollout.changed', { type: 'agent-rollout', id }, detail);
        await ports.outbox.enqueue(tx, rolloutsChanged, organizationId);
        return next;
      });
      return rolloutOf(row, await countStates(db, organizationId));
    },
    async devices(principal, id, { state, after = null }) {
      requireWholeOrganization(principal);
      const { organizationId } = principal;
      const found = (await rollouts.selectRollouts(db, organizationId)).some((row) => row.id === id);
      if (!found) throw new SekishoError('rollout-not-found');
      const rows = await rollouts.selectDevices(db, organizationId, id, { state, after }, updateDevicePage);
      return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
    },
  };
}
