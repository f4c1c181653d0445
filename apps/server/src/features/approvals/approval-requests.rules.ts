/** Which signatures an approval request takes, and when it has enough. Pure. */
import type { ApprovalRequestKind, ErrorCode, Signature, SignedText, TrustSet } from '@sekisho/contracts';
import { approvalsForChange, openBatch, type TrustState, verifySigners, verifyTrustChain } from '@sekisho/trust';

export interface SignedRequest extends SignedText {
  readonly kind: ApprovalRequestKind;
}

export function domainOf(kind: ApprovalRequestKind): 'batch' | 'trust-set' {
  return kind === 'trust-set' ? 'trust-set' : 'batch';
}

/** How many persons have to sign. Where a rule has gone meanwhile one is still asked for. */
export function approvalsFor(set: TrustSet, kind: ApprovalRequestKind): number {
  if (kind === 'trust-set') return approvalsForChange(set);
  return Math.max(1, set.rules.find((rule) => rule.kind === kind)?.approvals ?? 1);
}

/**
 * `null`: it counts. Everybody signs with keys of their own; the recovery key, which belongs to nobody, changes only trust. One person
 * signs once, whatever the number of keys.
 */
export function refusalOfSignature(
  request: SignedRequest,
  signature: Signature,
  set: TrustSet,
  administratorId: string,
): ErrorCode | null {
  const signer = set.signers.find(({ keyId }) => keyId === signature.keyId);
  const isOwn = signer?.role === 'approver' && signer.holder === administratorId;
  const isRecovery = signer?.role === 'recovery' && request.kind === 'trust-set';
  if (signer === undefined || !(isOwn || isRecovery)) return 'approver-not-yours';
  const signed = new Set(request.signatures.map(({ keyId }) => keyId));
  const holds = ({ holder, keyId }: TrustSet['signers'][number]) => signed.has(keyId) && holder === signer.holder;
  if (set.signers.some(holds)) return 'approver-signed-already';
  const text = { text: request.text, signatures: [signature] };
  const verified = verifySigners(domainOf(request.kind), text, set);
  return verified.ok ? null : verified.code;
}

/** Whether devices would take it now. */
export function isComplete(request: SignedRequest, trust: TrustState): boolean {
  if (request.kind === 'trust-set') {
    // One that devices refuse for another reason than missing signatures is complete too: carrying it out says that it is outdated.
    const walked = verifyTrustChain([request], { held: trust });
    return walked.ok || walked.code !== 'trust-weakened';
  }
  const batch = openBatch(trust.set, request);
  return batch.ok && batch.value.approvers >= approvalsFor(trust.set, request.kind);
}
