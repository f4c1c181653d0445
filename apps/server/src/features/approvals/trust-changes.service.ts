/** Changes of approvers and rules: the first approver is taken at once, everything after it is signed by approvers or the recovery key. */
import { type ApprovalAsked, type Signature, type SignedText, type TrustChange, TrustSet } from '@sekisho/contracts';
import { checkApproval, signText, type TrustState } from '@sekisho/trust';
import { Value } from 'typebox/value';
import { type AppendAudit, type AuditActor, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Trust } from '../trust/index.ts';
import type { ApprovalGate, ApprovalRequests, CarryOut, NewStatement } from './approval-requests.service.ts';
import * as store from './approval-requests.store.ts';
import { consoleNameOf } from './console-name.rules.ts';
import { nextTrustSet } from './trust-changes.rules.ts';

/** A policy as it stands, to be approved anew where devices would not take it any more. */
export interface StandingPolicy {
  readonly statement: NewStatement;
  readonly approvals: Parameters<typeof checkApproval>[1]['approvals'];
}

export interface TrustChangesPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly appendAudit: AppendAudit;
  readonly trust: Pick<Trust, 'within' | 'append'>;
  readonly consoleUrl: () => string;
  readonly requests: Pick<ApprovalRequests, 'askForTrustSet'> & Pick<ApprovalGate, 'ask'>;
  /** Every policy of the organization; of the policies feature. */
  readonly standingPolicies: (tx: Tx, organizationId: string) => Promise<readonly StandingPolicy[]>;
  /** Tells connected devices to check in, so that they hear of it at once. */
  readonly announce: (tx: Tx, organizationId: string) => Promise<void>;
}

export interface TrustChanges {
  /**
   * `null`: taken at once. Throws `approvers-too-few`, `trust-weakened`, `passkey-address-unsuitable`, `approver-not-yours`,
   * `permission-denied`, and the codes of a signature that does not hold.
   */
  change(principal: Principal, change: TrustChange): Promise<ApprovalAsked | null>;
  /**
   * A trust set that differs in its release keys alone. Throws `permission-denied`, `statement-malformed`, and the code with which devices
   * would refuse it: `trust-weakened` unless the recovery key has signed.
   */
  takeReleaseKeys(principal: Principal, signed: SignedText): Promise<void>;
  /** With the last signature. */
  carryOut: CarryOut;
}

export function createTrustChanges(ports: TrustChangesPorts): TrustChanges {
  async function append(
    tx: Tx,
    organizationId: string,
    actor: AuditActor,
    signed: { readonly text: string; readonly signatures: Signature[] },
    at: Date,
  ): Promise<void> {
    const { set, hash } = await ports.trust.append(tx, organizationId, signed, at);
    await ports.appendAudit(tx, {
      organizationId,
      actor,
      action: 'trust-set.changed',
      target: { type: 'trust-set', id: String(set.version) },
      detail: {
        hash,
        rules: set.rules,
        releaseKeys: set.releaseKeys ?? [],
        approvers: set.signers.filter(({ role }) => role === 'approver'),
      },
      at,
    });
    for (const { id } of await store.outdateTrustChanges(tx, organizationId, at))
      await ports.appendAudit(tx, {
        organizationId,
        actor: { type: 'system' },
        action: 'approval-request.outdated',
        target: { type: 'approval-request', id },
        at,
      });
    await askForPolicies(tx, organizationId, set);
    await ports.announce(tx, organizationId);
  }

  /** Policies that devices would refuse under the new rules or without a removed approver's key wait for a new approval. */
  async function askForPolicies(tx: Tx, organizationId: string, set: TrustSet): Promise<void> {
    const standing = await ports.standingPolicies(tx, organizationId);
    const refused = standing.filter(({ statement: { text }, approvals }) => {
      return !checkApproval(set, { kind: 'policy', text, approvals, deviceCount: 1 }).ok;
    });
    const statements = refused.map(({ statement }) => statement);
    if (statements.length > 0) await ports.requests.ask(tx, { organizationId, loginId: null }, 'policy', statements);
  }

  return {
    change: (principal, change) =>
      ports.transaction(async (tx) => {
        const { organizationId, administratorId } = principal;
        const { state, serverKey } = await ports.trust.within(tx, organizationId);
        refuseBeyondGroups(principal, change, state);
        const at = new Date(ports.clock.now());
        const passkeysAt = consoleNameOf(ports.consoleUrl());
        const next = nextTrustSet(change, { trust: state, administratorId, passkeysAt, at: at.getTime() });
        if (!next.ok) throw new SekishoError(next.code);
        if (state.approversEver) return ports.requests.askForTrustSet(tx, principal, next.value);
        await append(tx, organizationId, auditActorOf(principal), signText('trust-set', next.value, serverKey), at);
        return null;
      }),
    async takeReleaseKeys(principal, signed) {
      const { organizationId, groupIds } = principal;
      if (groupIds !== null) throw new SekishoError('permission-denied');
      await ports.transaction(async (tx) => {
        const { set } = (await ports.trust.within(tx, organizationId)).state;
        if (!differsInReleaseKeysAlone(set, signed.text)) throw new SekishoError('statement-malformed');
        await append(tx, organizationId, auditActorOf(principal), signed, new Date(ports.clock.now()));
      });
    },
    async carryOut(tx, { organizationId, actor, at }, [statement]) {
      if (statement === undefined) return 0;
      const signed = { text: statement.text, signatures: statement.detail['signatures'] as Signature[] };
      const { state } = await ports.trust.within(tx, organizationId);
      const set: unknown = JSON.parse(statement.text);
      if (!Value.Check(TrustSet, set) || set.previous !== state.hash) return 0;
      await append(tx, organizationId, actor, signed, at);
      return 1;
    },
  };
}

/** Whoever holds the recovery key may change anything; what is asked for here is this. */
function differsInReleaseKeysAlone(before: TrustSet, text: string): boolean {
  let next: unknown;
  try {
    next = JSON.parse(text);
  } catch {
    return false;
  }
  if (!Value.Check(TrustSet, next)) return false;
  const { version, previous, issuedAt } = before;
  const { releaseKeys } = next;
  const same = { ...next, version, previous, issuedAt, releaseKeys };
  return JSON.stringify(same) === JSON.stringify({ ...before, releaseKeys });
}

/** An administrator of groups may ask for a key of their own, and for nothing else that concerns everybody. */
function refuseBeyondGroups({ groupIds }: Principal, change: TrustChange, { approversEver }: TrustState): void {
  const concernsAll = change.remove !== undefined || change.rules !== undefined || change.moveConsole === true;
  if (groupIds !== null && (concernsAll || !approversEver)) throw new SekishoError('permission-denied');
}
