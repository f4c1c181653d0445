/** Approvals: a batch of statements, signed by approvers, and the check of one statement's place in it. */
import {
  type Approval,
  ApprovalSubject,
  Batch,
  type SignedText,
  type Signer,
  type SignerRole,
  type TrustSet,
} from '@sekisho/contracts';
import { parseAs } from './encoding.ts';
import { isUnderRoot, type Leaf, merkleTree } from './merkle.ts';
import { accept, type Result, refuse } from './result.ts';
import { verifySigners } from './signed-text.ts';

/** The text that approvers sign, under domain `batch`, and each statement's place. Throws for a subject of more than one line. */
export function makeBatch(
  of: { readonly organization: string; readonly kind: string },
  leaves: readonly Leaf[],
): { readonly text: string; readonly places: readonly Omit<Approval, 'batch'>[] } {
  const { root, paths } = merkleTree(leaves);
  const batch: Batch = { organization: of.organization, kind: of.kind, count: leaves.length, root };
  const places = leaves.map(({ subject }, index) => ({ subject, index, path: paths[index] ?? [] }));
  return { text: JSON.stringify(batch), places };
}

/** How many persons among `signers` are approvers. */
export function countApprovers(signers: readonly Signer[]): number {
  const approvers = signers.filter(({ role }) => role === 'approver');
  return new Set(approvers.map(({ holder, keyId }) => holder ?? keyId)).size;
}

/** How many approvers a change of approvers, rules or the console's name needs: as many as the strictest rule, or nobody could trust it. */
export function approvalsForChange({ rules }: TrustSet): number {
  return Math.max(1, ...rules.map(({ approvals }) => approvals));
}

export interface ApprovalQuestion {
  readonly kind: string;
  /** Exactly what would be obeyed. */
  readonly text: string;
  readonly approvals: readonly Approval[];
  /** How many devices the text itself speaks of; under approval each device has a text of its own. */
  readonly deviceCount: number;
  /** Of this device, where it has one: an approval given for another machine is none. */
  readonly hardwareSerialNumber?: string | undefined;
}

/**
 * Whether the organization's rules let this be obeyed. Codes: `approval-missing` (none, or too few persons), `approval-invalid` (a
 * signature or the place does not hold), `approval-exceeds-maximum`, `wrong-organization`, `wrong-device`.
 */
export function checkApproval(set: TrustSet, question: ApprovalQuestion): Result<null> {
  const rule = set.rules.find((candidate) => candidate.kind === question.kind);
  if (rule === undefined) return accept(null);
  if (question.deviceCount > (rule.approvals > 0 ? 1 : rule.maxDevices)) return refuse('approval-exceeds-maximum');
  if (rule.approvals === 0) return accept(null);
  let outcome: Result<null> = refuse('approval-missing');
  for (const approval of question.approvals) {
    outcome = checkOne(set, rule, question, approval);
    if (outcome.ok) break;
  }
  return outcome;
}

function checkOne(
  set: TrustSet,
  rule: TrustSet['rules'][number],
  { kind, text, hardwareSerialNumber = '' }: ApprovalQuestion,
  approval: Approval,
): Result<null> {
  const batch = openBatch(set, approval.batch);
  if (!batch.ok) return batch;
  const { count, approvers } = batch.value;
  if (batch.value.kind !== kind || !isUnderRoot({ subject: approval.subject, text }, approval, batch.value))
    return refuse('approval-invalid');
  if (approvers < rule.approvals) return refuse('approval-missing');
  if (count > rule.maxDevices) return refuse('approval-exceeds-maximum');
  const subject = parseAs(ApprovalSubject, approval.subject);
  if (!subject.ok) return subject;
  const approved = subject.value.hardwareSerialNumber ?? '';
  const isAnother = approved !== '' && hardwareSerialNumber !== '' && approved !== hardwareSerialNumber;
  return isAnother ? refuse('wrong-device') : accept(null);
}

/** A batch and how many persons have approved it. Codes: `approval-missing`, `approval-invalid`, `statement-malformed`, `wrong-organization`. */
export function openBatch(set: TrustSet, signed: SignedText): Result<Batch & { readonly approvers: number }> {
  const role: SignerRole = 'approver';
  const book = { signers: set.signers.filter((signer) => signer.role === role), console: set.console };
  const verified = verifySigners('batch', signed, book);
  if (!verified.ok) return refuse(verified.code === 'signer-unknown' ? 'approval-missing' : 'approval-invalid');
  const batch = parseAs(Batch, signed.text);
  if (!batch.ok) return batch;
  if (batch.value.organization !== set.organization) return refuse('wrong-organization');
  return accept({ ...batch.value, approvers: countApprovers(verified.value) });
}
