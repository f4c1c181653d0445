/** API tokens: made by an administrator with a part of their own permissions, for programs; revoked at once. */
import { createHash } from 'node:crypto';
import { type ApiTokenRequest, permissions } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import { isPermission, type Principal, type TokenPrincipal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { AuthenticatedRequest } from '../../platform/http/authenticate.ts';
import type { Ids, Randomness } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { rightsOfToken } from '../administrators/index.ts';
import * as store from './api-tokens.store.ts';

export interface ApiTokens {
  /** Throws `permission-denied` for a permission the creator lacks. */
  create(principal: Principal, request: ApiTokenRequest): Promise<{ row: store.ApiTokenRow; secret: string }>;
  list(organizationId: string): Promise<store.ApiTokenRow[]>;
  /** Throws `api-token-not-found`. */
  revoke(principal: Principal, id: string): Promise<void>;
  /** Of everybody in the installation; the number revoked. */
  revokeEvery(tx: Tx): Promise<number>;
  /** Makes the operator's secret a token with every permission; any earlier secret given this way is revoked. Repeats change nothing. */
  adopt(tx: Tx, owner: { organizationId: string; administratorId: string }, secret: string): Promise<void>;
  /** `undefined`: no token was shown; `null`: one that is not good. */
  authenticate(request: AuthenticatedRequest): Promise<TokenPrincipal | null | undefined>;
}

export interface ApiTokensPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomness: Randomness;
}

const secretBytes = 32;
const shownPrefixLength = 8;
const adoptedPrefixLength = 4;
const adoptedName = 'SEKISHO_ADMIN_TOKEN';
const markUsedEveryMs = 60_000;

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

export function createApiTokens(ports: ApiTokensPorts): ApiTokens {
  const now = () => new Date(ports.clock.now());

  return {
    async create(principal, request) {
      if (request.permissions.some((name) => !principal.permissions.has(name)))
        throw new SekishoError('permission-denied');
      const secret = `sks_${ports.randomness.bytes(secretBytes).toString('base64url')}`;
      const row = await ports.transaction((tx) => insertToken(ports, tx, principal, request, secret));
      return { row, secret };
    },
    list: (organizationId) => store.selectUsable(ports.db, organizationId, now()),
    async revoke(principal, id) {
      await ports.transaction(async (tx) => {
        const row = await store.revoke(tx, principal.organizationId, id, now());
        if (row === undefined) throw new SekishoError('api-token-not-found');
        await ports.appendAudit(tx, {
          organizationId: principal.organizationId,
          actor: auditActorOf(principal),
          action: 'api-token.revoked',
          target: { type: 'api-token', id },
          detail: { name: row.name, prefix: row.prefix },
          at: now(),
        });
      });
    },
    revokeEvery: (tx) => store.revokeEvery(tx, now()),
    adopt: (tx, owner, secret) => adoptToken(ports, tx, owner, secret),
    async authenticate(request) {
      const secret = bearerOf(request.headers.authorization);
      if (secret === undefined) return undefined;
      const at = now();
      const row = await store.selectByHash(ports.db, hashOf(secret), at);
      if (row === undefined) return null;
      if (row.last_used_at === null || at.getTime() - row.last_used_at.getTime() >= markUsedEveryMs) {
        await store.markUsed(ports.db, row.token_id, at);
      }
      return {
        kind: 'api-token',
        tokenId: row.token_id,
        organizationId: row.organization_id,
        administratorId: row.id,
        loginId: row.login_id,
        ...rightsOfToken(row, row.permissions.filter(isPermission)),
      };
    },
  };
}

function bearerOf(header: string | undefined): string | undefined {
  return header?.match(/^Bearer +(\S+) *$/i)?.[1];
}

async function insertToken(
  ports: ApiTokensPorts,
  tx: Tx,
  principal: Principal,
  request: ApiTokenRequest,
  secret: string,
): Promise<store.ApiTokenRow> {
  const at = new Date(ports.clock.now());
  const row = await store.insertApiToken(tx, {
    id: ports.ids.next(),
    organizationId: principal.organizationId,
    administratorId: principal.administratorId,
    name: request.name,
    prefix: secret.slice(0, shownPrefixLength),
    hash: hashOf(secret),
    permissions: request.permissions,
    at,
    expiresAt: request.expiresAt === null ? null : new Date(request.expiresAt),
  });
  if (row === undefined) throw new Error('a random secret came up twice');
  await ports.appendAudit(tx, {
    organizationId: principal.organizationId,
    actor: auditActorOf(principal),
    action: 'api-token.created',
    target: { type: 'api-token', id: row.id },
    detail: { name: row.name, prefix: row.prefix, permissions: request.permissions, expiresAt: request.expiresAt },
    at,
  });
  return row;
}

async function adoptToken(
  ports: ApiTokensPorts,
  tx: Tx,
  owner: { organizationId: string; administratorId: string },
  secret: string,
): Promise<void> {
  const at = new Date(ports.clock.now());
  const token: store.NewApiToken = {
    id: ports.ids.next(),
    ...owner,
    name: adoptedName,
    prefix: secret.slice(0, adoptedPrefixLength),
    hash: hashOf(secret),
    permissions,
    at,
    expiresAt: null,
  };
  const created = (await store.insertApiToken(tx, token)) !== undefined;
  const revoked = await store.revokeOthersNamed(tx, token);
  if (!created && revoked === 0) return;
  await ports.appendAudit(tx, {
    organizationId: owner.organizationId,
    actor: { type: 'system' },
    action: 'api-token.adopted',
    target: { type: 'administrator', id: owner.administratorId },
    detail: { name: adoptedName, created, revoked },
    at,
  });
}
