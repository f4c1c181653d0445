/** Approval requests: asked for by whoever wants something done, signed by approvers, carried out with the last signature. */
import {
  type ApprovableKind,
  type Approval,
  type ApprovalAsked,
  type ApprovalRequestKind,
  type ApprovalSubject,
  type AuditAction,
  maxApprovalStatements,
  type Signature,
} from '@sekisho/contracts';
import { makeBatch } from '@sekisho/trust';
import { type AppendAudit, type AuditActor, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Trust } from '../trust/index.ts';
import { approvalsFor, isComplete, refusalOfSignature } from './approval-requests.rules.ts';
import * as store from './approval-requests.store.ts';

/** Something that waits for approval: what a device will get, and what the approver sees beside it. */
export interface NewStatement {
  /** `null`: no device of its own, as a policy. */
  readonly deviceId: string | null;
  readonly subject: ApprovalSubject;
  /** Exactly what will be signed and obeyed. */
  readonly text: string;
  /** What the feature wants back when it is carried out; never signed. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface ApprovedStatement {
  readonly deviceId: string | null;
  readonly text: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Goes to the device beside the text. */
  readonly approvals: readonly Approval[];
}

export interface ApprovedRequest {
  readonly organizationId: string;
  readonly requestId: string;
  readonly askedBy: string | null;
  /** Whose signature was the last one. */
  readonly actor: AuditActor;
  readonly at: Date;
}

/** Carries out what was approved, as far as it still can be; returns how much of it that was. */
export type CarryOut = (tx: Tx, request: ApprovedRequest, statements: readonly ApprovedStatement[]) => Promise<number>;

/** What other features need to put what they do under approval. */
export interface ApprovalGate {
  /** Whether the organization's rules want approvers for this. Within `tx`, past every cache. */
  isNeeded(tx: Tx, organizationId: string, kind: ApprovableKind): Promise<boolean>;
  /** Instead of doing it. Throws `approval-exceeds-maximum`. @param asker `null`: the server by itself */
  ask(
    tx: Tx,
    asker: Principal | { readonly organizationId: string; readonly loginId: null },
    kind: ApprovableKind,
    statements: readonly NewStatement[],
  ): Promise<ApprovalAsked>;
}

export interface ApprovalRequestsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly appendAudit: AppendAudit;
  readonly trust: Pick<Trust, 'within'>;
  readonly carryOut: Readonly<Record<ApprovalRequestKind, CarryOut>>;
}

export interface ApprovalRequests extends ApprovalGate {
  /** A change of the trust set; of the trust changes of this feature. */
  askForTrustSet(tx: Tx, principal: Principal, text: string): Promise<ApprovalAsked>;
  /** Throws `approval-request-not-found`, `-closed`, `approver-not-yours`, `approver-signed-already`, `signature-invalid`. */
  sign(principal: Principal, requestId: string, signature: Signature): Promise<void>;
  refuse(principal: Principal, requestId: string): Promise<void>;
  /** Closes what nobody approved in time. */
  expire(): Promise<void>;
  /** Nothing that was asked for until now counts any more, in the whole installation; the number closed. */
  outdateEvery(tx: Tx): Promise<number>;
}

/** How long a request waits for its approvers. */
export const requestLifetimeMs = 7 * 24 * 3_600_000;
const expiredAtOnce = 500;

export function createApprovalRequests(ports: ApprovalRequestsPorts): ApprovalRequests {
  async function insert(
    tx: Tx,
    asker: { readonly organizationId: string; readonly loginId: string | null },
    actor: AuditActor,
    request: { readonly kind: ApprovalRequestKind; readonly text: string; readonly statements: store.StatementRow[] },
    approvals: number,
  ): Promise<ApprovalAsked> {
    const { organizationId, loginId } = asker;
    const { kind, text, statements } = request;
    const now = ports.clock.now();
    const id = ports.ids.next();
    const askedAt = new Date(now);
    const row = {
      organizationId,
      id,
      kind,
      text,
      askedBy: loginId,
      askedAt,
      expiresAt: new Date(now + requestLifetimeMs),
    };
    await store.insertRequest(tx, row, statements);
    const detail = { kind, count: statements.length, subjects: statements.slice(0, 20).map(({ subject }) => subject) };
    await audit(tx, organizationId, actor, 'approval-request.asked', id, askedAt, detail);
    return { requestId: id, kind, approvals };
  }

  function audit(
    tx: Tx,
    organizationId: string,
    actor: AuditActor,
    action: AuditAction,
    requestId: string,
    at: Date,
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const target = { type: 'approval-request', id: requestId };
    return ports.appendAudit(tx, { organizationId, actor, action, target, detail, at });
  }

  /** Locked; only an open one, in time, that the principal may see. */
  async function takeOpen(tx: Tx, principal: Principal, id: string): Promise<store.ApprovalRequestsTable> {
    const { organizationId, groupIds } = principal;
    const row = await store.lockRequest(tx, organizationId, id);
    const [visible] = await store.selectRequests(tx, { organizationId, groupIds, id, limit: 1 });
    if (row === undefined || visible === undefined) throw new SekishoError('approval-request-not-found');
    const isOpen = row.state === 'open' && row.expires_at.getTime() > ports.clock.now();
    if (!isOpen) throw new SekishoError('approval-request-closed');
    return row;
  }

  async function carryOut(tx: Tx, row: store.ApprovalRequestsTable, actor: AuditActor, at: Date): Promise<number> {
    const { organization_id: organizationId, id: requestId, asked_by: askedBy, kind, text, signatures } = row;
    const statements = await store.selectStatements(tx, organizationId, requestId);
    const batch = { text, signatures };
    const request = { organizationId, requestId, askedBy, actor, at };
    if (kind === 'trust-set')
      return ports.carryOut[kind](tx, request, [{ deviceId: null, text, detail: { signatures }, approvals: [] }]);
    const { places, ...made } = makeBatch({ organization: organizationId, kind }, statements);
    // Whoever changed the statements in the database gets nothing for the signature.
    if (made.text !== text) return 0;
    const approved = statements.map(({ deviceId, text: own, detail }, index) => {
      const place = places[index];
      return { deviceId, text: own, detail, approvals: place === undefined ? [] : [{ ...place, batch }] };
    });
    return ports.carryOut[kind](tx, request, approved);
  }

  async function sign(tx: Tx, principal: Principal, requestId: string, signature: Signature): Promise<void> {
    const row = await takeOpen(tx, principal, requestId);
    const { organizationId, loginId } = principal;
    const { state } = await ports.trust.within(tx, organizationId);
    const code = refusalOfSignature(row, signature, state.set, principal.administratorId);
    if (code !== null) throw new SekishoError(code);
    const signatures = [...row.signatures, signature];
    const at = new Date(ports.clock.now());
    const actor = auditActorOf(principal);
    await store.updateSignatures(tx, organizationId, requestId, signatures);
    await audit(tx, organizationId, actor, 'approval-request.signed', requestId, at, { keyId: signature.keyId });
    const signed = { ...row, signatures };
    if (!isComplete(signed, state)) return;
    const done = await carryOut(tx, signed, actor, at);
    const closed = done > 0 ? 'approved' : 'outdated';
    await store.closeRequest(tx, { organizationId, id: requestId }, { state: closed, closedBy: loginId, at });
    await audit(tx, organizationId, actor, `approval-request.${closed}`, requestId, at, { done });
  }

  return {
    async isNeeded(tx, organizationId, kind) {
      return (await ruleOf(ports, tx, organizationId, kind)).approvals > 0;
    },
    async ask(tx, asker, kind, statements) {
      const rule = await ruleOf(ports, tx, asker.organizationId, kind);
      if (statements.length > Math.min(rule.maxDevices, maxApprovalStatements))
        throw new SekishoError('approval-exceeds-maximum');
      const rows = statements.map(({ deviceId, subject, text, detail = {} }) => ({
        deviceId,
        subject: JSON.stringify(subject),
        text,
        detail,
      }));
      const { text } = makeBatch({ organization: asker.organizationId, kind }, rows);
      const actor: AuditActor = 'kind' in asker ? auditActorOf(asker) : { type: 'system' };
      return insert(tx, asker, actor, { kind, text, statements: rows }, rule.approvals);
    },
    async askForTrustSet(tx, principal, text) {
      const { state } = await ports.trust.within(tx, principal.organizationId);
      const request = { kind: 'trust-set' as const, text, statements: [] };
      return insert(tx, principal, auditActorOf(principal), request, approvalsFor(state.set, 'trust-set'));
    },
    sign: (principal, requestId, signature) => ports.transaction((tx) => sign(tx, principal, requestId, signature)),
    refuse: (principal, requestId) =>
      ports.transaction(async (tx) => {
        await takeOpen(tx, principal, requestId);
        const { organizationId, loginId } = principal;
        const at = new Date(ports.clock.now());
        const key = { organizationId, id: requestId };
        await store.closeRequest(tx, key, { state: 'refused', closedBy: loginId, at });
        await audit(tx, organizationId, auditActorOf(principal), 'approval-request.refused', requestId, at);
      }),
    expire: () =>
      ports.transaction(async (tx) => {
        const at = new Date(ports.clock.now());
        for (const { organization_id, id } of await store.expireRequests(tx, at, expiredAtOnce))
          await audit(tx, organization_id, { type: 'system' }, 'approval-request.expired', id, at);
      }),
    async outdateEvery(tx) {
      const at = new Date(ports.clock.now());
      const outdated = await store.outdateEvery(tx, at);
      for (const { organization_id, id } of outdated)
        await audit(tx, organization_id, { type: 'system' }, 'approval-request.outdated', id, at);
      return outdated.length;
    },
  };
}

const noRule = { approvals: 0, maxDevices: maxApprovalStatements };

async function ruleOf({ trust }: Pick<ApprovalRequestsPorts, 'trust'>, tx: Tx, organizationId: string, kind: string) {
  const { state } = await trust.within(tx, organizationId);
  return state.set.rules.find((rule) => rule.kind === kind) ?? noRule;
}
