/** What people see of approvals: approvers and rules, requests with all that is signed. */
import {
  type ApprovalRequest,
  type ApprovalRequestDetail,
  type ApprovalRequestList,
  type ApprovalRequestQuery,
  ApprovalSubject,
  type ApprovalsOverview,
  type Approver,
  DevicePolicy,
  type SignedText,
  type TrustSet,
} from '@sekisho/contracts';
import { Check } from 'typebox/value';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Trust } from '../trust/index.ts';
import { approvalsFor, domainOf } from './approval-requests.rules.ts';
import * as store from './approval-requests.store.ts';
import { consoleNameOf } from './console-name.rules.ts';

export interface ApprovalsReaderPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly trust: Pick<Trust, 'within'>;
  readonly consoleUrl: () => string;
  /** Login ids of an organization's administrators by their ids. */
  readonly loginIds: (organizationId: string) => Promise<ReadonlyMap<string, string>>;
  /** Signed text of a policy as devices hold it now; `null`: there is none. */
  readonly presentPolicy: (organizationId: string, code: string) => Promise<string | null>;
}

export interface ApprovalsReader {
  overview(principal: Principal): Promise<ApprovalsOverview>;
  trustChain(organizationId: string): Promise<readonly SignedText[]>;
  list(principal: Principal, query: ApprovalRequestQuery): Promise<ApprovalRequestList>;
  /** Throws `approval-request-not-found`. */
  get(principal: Principal, id: string): Promise<ApprovalRequest>;
  /** Throws `approval-request-not-found`. */
  detail(principal: Principal, id: string): Promise<ApprovalRequestDetail>;
}

const defaultLimit = 50;
/** Nobody waits for a count of all devices. */
const countedAtMost = 10_000;

export function createApprovalsReader(ports: ApprovalsReaderPorts): ApprovalsReader {
  async function find({ organizationId, groupIds }: Principal, id: string): Promise<store.RequestRow> {
    const [row] = await store.selectRequests(ports.db, { organizationId, groupIds, id, limit: 1 });
    if (row === undefined) throw new SekishoError('approval-request-not-found');
    return row;
  }

  async function setOf(organizationId: string): Promise<TrustSet> {
    return (await ports.trust.within(ports.db, organizationId)).state.set;
  }

  async function presentOf(organizationId: string, statements: readonly store.StatementRow[]): Promise<string[]> {
    const texts: string[] = [];
    for (const { text } of statements) {
      const policy: unknown = JSON.parse(text);
      if (!Check(DevicePolicy, policy)) continue;
      const present = await ports.presentPolicy(organizationId, policy.code);
      if (present !== null && present !== text) texts.push(present);
    }
    return texts;
  }

  return {
    async overview({ organizationId, administratorId }) {
      const { state, chain } = await ports.trust.within(ports.db, organizationId);
      const { set, hash } = state;
      const loginIds = await ports.loginIds(organizationId);
      const devices = await store.countUninformed(ports.db, organizationId, set.version, countedAtMost + 1);
      return {
        version: set.version,
        hash,
        approvers: set.signers
          .filter(({ role }) => role === 'approver')
          .map((signer) => approverOf(signer, loginIds, administratorId)),
        rules: set.rules,
        console: set.console,
        passkeysAt: consoleNameOf(ports.consoleUrl()),
        trustSet: chain.at(-1)?.text ?? '',
        uninformed: { devices: Math.min(devices, countedAtMost), isExact: devices <= countedAtMost },
      };
    },
    trustChain: async (organizationId) => (await ports.trust.within(ports.db, organizationId)).chain,
    async list({ organizationId, groupIds }, { state, before, limit = defaultLimit }) {
      const filter = { organizationId, groupIds, state, before, limit: limit + 1 };
      const rows = await store.selectRequests(ports.db, filter);
      const set = await setOf(organizationId);
      const items = rows.slice(0, limit).map((row) => requestOf(row, set, ports.clock.now()));
      return { items, more: rows.length > limit };
    },
    async get(principal, id) {
      return requestOf(await find(principal, id), await setOf(principal.organizationId), ports.clock.now());
    },
    async detail(principal, id) {
      const { organizationId } = principal;
      const row = await find(principal, id);
      const statements = await store.selectStatements(ports.db, organizationId, id);
      return {
        ...requestOf(row, await setOf(organizationId), ports.clock.now()),
        domain: domainOf(row.kind),
        text: row.text,
        statements: statements.map(({ subject, text }) => ({ subject, text })),
        present: row.kind === 'policy' ? await presentOf(organizationId, statements) : [],
      };
    },
  };
}

function approverOf(
  { keyId, name = '', use = 'key', holder, credentialId }: TrustSet['signers'][number],
  loginIds: ReadonlyMap<string, string>,
  administratorId: string,
): Approver {
  const loginId = holder === undefined ? null : (loginIds.get(holder) ?? null);
  return { keyId, name, use, holder: loginId, own: holder === administratorId, credentialId: credentialId ?? null };
}

function requestOf(row: store.RequestRow, set: TrustSet, nowMs: number): ApprovalRequest {
  const expired = row.state === 'open' && row.expires_at.getTime() <= nowMs;
  const names = new Map(set.signers.map(({ keyId, name = '' }) => [keyId, name]));
  return {
    id: row.id,
    kind: row.kind,
    state: expired ? 'expired' : row.state,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
    count: row.count,
    names: row.subjects.map(nameOf),
    approvals: approvalsFor(set, row.kind),
    approvedBy: row.signatures.map(({ keyId }) => ({ keyId, name: names.get(keyId) ?? '' })),
  };
}

function nameOf(text: string): string {
  const subject: unknown = JSON.parse(text);
  return Check(ApprovalSubject, subject) ? (subject.computerName ?? subject.policyName ?? '') : '';
}
