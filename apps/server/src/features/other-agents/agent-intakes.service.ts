/** Addresses for agents of others: made and revoked by people, shown by agents, and what registration asks of them. */
import { createHash } from 'node:crypto';
import {
  type AgentIntakeCreate,
  type AuditAction,
  agentIntakePath,
  agentIntakesAtMost,
  type ErrorCode,
} from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { ServerAddresses } from '../../platform/feature.ts';
import type { Ids, Randomness } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Groups } from '../groups/index.ts';
import type { HeldInstaller } from '../registration/index.ts';
import * as store from './agent-intakes.store.ts';

export interface AgentIntakes {
  /** What agents are given as their server. */
  readonly url: string;
  list(principal: Principal): Promise<store.IntakeRow[]>;
  /** Throws `group-not-found` (also for groups of others), `agent-intake-limit`. */
  make(principal: Principal, request: AgentIntakeCreate): Promise<{ row: store.IntakeRow; secret: string }>;
  /** Nobody gets in with it any more; a second time changes nothing. Throws `agent-intake-not-found`. */
  revoke(principal: Principal, id: string): Promise<void>;
  /** `null`: no secret of ours. */
  findBySecret(secret: string): Promise<store.FoundIntake | null>;
  /** Noted at most once a minute. */
  noteUse(intake: store.FoundIntake, from: { readonly address: string; readonly agent: string }): Promise<void>;
  /** For registration, as installers are held: by id, as far as they are there, locked until the commit. */
  hold(tx: Tx, organizationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, HeldInstaller>>;
  countDevices(tx: Tx, organizationId: string, uses: ReadonlyMap<string, number>): Promise<void>;
}

export interface AgentIntakesPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly addresses: ServerAddresses;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomness: Randomness;
  readonly groups: Pick<Groups, 'hold'>;
}

const secretBytes = 32;
const dayMs = 24 * 3_600_000;
const noteEveryMs = 60_000;
/** All that can be used, and the last of the others. */
const listedAtMost = agentIntakesAtMost + 300;
/** Settings of other agents name no policy of ours. */
const firstPolicyCode = 'A01';

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Why nobody gets in with it; `null`: they may. */
export function refusalOf(
  { expiresAt, revokedAt }: Pick<store.IntakeRow, 'expiresAt' | 'revokedAt'>,
  now: Date,
): Extract<ErrorCode, 'agent-intake-revoked' | 'agent-intake-expired'> | null {
  if (revokedAt !== null) return 'agent-intake-revoked';
  return expiresAt <= now ? 'agent-intake-expired' : null;
}

export function createAgentIntakes(ports: AgentIntakesPorts): AgentIntakes {
  const now = () => new Date(ports.clock.now());

  async function audit(tx: Tx, principal: Principal, action: AuditAction, row: store.IntakeRow) {
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'agent-intake', id: row.id },
      detail: { name: row.name, groupId: row.groupId, expiresAt: row.expiresAt.toISOString() },
      at: now(),
    });
  }

  return {
    url: `${ports.addresses.deviceUrl}${agentIntakePath}`,
    list: (principal) => store.selectIntakes(ports.db, principal, now(), listedAtMost),
    async make(principal, request) {
      const secret = `ska_${ports.randomness.bytes(secretBytes).toString('base64url')}`;
      const row = await ports.transaction(async (tx) => {
        const { organizationId } = principal;
        const group = await holdGroup(ports, tx, principal, request.groupId);
        if ((await store.countUsable(tx, organizationId, now())) >= agentIntakesAtMost)
          throw new SekishoError('agent-intake-limit');
        const made = describe(principal, request, { id: ports.ids.next(), groupName: group?.name ?? '', at: now() });
        await store.insertIntake(tx, organizationId, made, hashOf(secret));
        await audit(tx, principal, 'agent-intake.made', made);
        return made;
      });
      return { row, secret };
    },
    revoke: (principal, id) =>
      ports.transaction(async (tx) => {
        const row = await store.lockIntake(tx, principal, id);
        if (row === null) throw new SekishoError('agent-intake-not-found');
        if (row.revokedAt !== null) return;
        await store.updateRevoked(tx, principal.organizationId, id, now());
        await audit(tx, principal, 'agent-intake.revoked', row);
      }),
    findBySecret: (secret) => store.selectBySecret(ports.db, hashOf(secret)),
    async noteUse({ organizationId, id, lastUsedAt }, from) {
      const at = now();
      if (lastUsedAt !== null && at.getTime() - lastUsedAt.getTime() < noteEveryMs) return;
      await store.updateLastUse(ports.db, { organizationId, id, at, ...from });
    },
    async hold(tx, organizationId, ids) {
      const held = new Map<string, HeldInstaller>();
      for (const row of await store.lockIntakes(tx, organizationId, ids)) {
        const { id, groupId } = row;
        // A device whose group was deleted meanwhile belongs to none.
        const group = groupId === 0 ? null : await ports.groups.hold(tx, organizationId, groupId).catch(unlessGone);
        held.set(id, {
          refusal: refusalOf(row, now()) === null ? null : 'enrolment-refused',
          usesLeft: null,
          clientKind: null,
          policyCode: firstPolicyCode,
          group,
        });
      }
      return held;
    },
    countDevices: store.addDevices,
  };
}

function unlessGone(cause: unknown): null {
  if (cause instanceof SekishoError && cause.code === 'group-not-found') return null;
  throw cause;
}

function describe(
  principal: Principal,
  { name, groupId, expiresInDays }: AgentIntakeCreate,
  { id, groupName, at }: { readonly id: string; readonly groupName: string; readonly at: Date },
): store.IntakeRow {
  return {
    id,
    name,
    groupId,
    groupName,
    createdAt: at,
    createdBy: principal.loginId,
    expiresAt: new Date(at.getTime() + expiresInDays * dayMs),
    revokedAt: null,
    devices: 0,
    lastUsedAt: null,
    lastAddress: null,
    lastAgent: null,
  };
}

/** `null`: the whole organization, which only those may choose who are held to no group. */
async function holdGroup(
  ports: AgentIntakesPorts,
  tx: Tx,
  { organizationId, groupIds }: Principal,
  groupId: number,
): Promise<{ readonly name: string } | null> {
  const missing = (cause?: unknown) =>
    new SekishoError('group-not-found', { errors: [{ pointer: '/groupId', code: 'group-not-found' }], cause });
  if (groupIds !== null && !groupIds.includes(groupId)) throw missing();
  if (groupId === 0) return null;
  return ports.groups.hold(tx, organizationId, groupId).catch((cause: unknown) => {
    throw cause instanceof SekishoError ? missing(cause) : cause;
  });
}
