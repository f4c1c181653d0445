/** Commands on their way: an intent (what is wanted) inside an envelope (one delivery to one device). */
import {
  type ApprovalRule,
  CommandKind,
  Envelope,
  envelopeLifetimeMs,
  Intent,
  type SignedText,
  type TrustSet,
} from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { parseAs } from './encoding.ts';
import { accept, type Result, refuse } from './result.ts';
import { signText, verifyText } from './signed-text.ts';
import type { SigningKey } from './signing-key.ts';
import type { TrustState } from './trust-chain.ts';

export interface Delivery {
  readonly device: string;
  /** One more than the last one of this device. */
  readonly order: number;
  readonly issuedAt: number;
  /** Exact text of the intent. */
  readonly intent: string;
  readonly approvals: readonly SignedText[];
}

/** One delivery, good for ten minutes from `issuedAt`. */
export function signEnvelope(delivery: Delivery, key: Pick<SigningKey, 'keyId' | 'privateKey'>): SignedText {
  const envelope: Envelope = {
    ...delivery,
    approvals: [...delivery.approvals],
    expiresAt: delivery.issuedAt + envelopeLifetimeMs,
  };
  return signText('envelope', JSON.stringify(envelope), key);
}

export interface EnvelopeContext {
  readonly trust: TrustState;
  readonly deviceId: string;
  /** The highest order this device has taken; 0 before the first. */
  readonly lastOrder: number;
  /** Whether this device has already taken the intent, whatever became of it. */
  readonly isUsed: (intentId: string) => boolean;
  /** Trusted time. */
  readonly nowMs: number;
}

/**
 * Opens a delivery. On success the device remembers `envelope.order` and `intent.id` before it obeys.
 * Codes, in the order they are looked for: `signer-unknown`, `signature-invalid`, `statement-malformed`, `wrong-device`,
 * `envelope-expired`, `order-not-rising`, `wrong-organization`, `kind-unknown`, `intent-expired`, `intent-used`, `approval-missing`.
 */
export function openEnvelope(
  signed: SignedText,
  context: EnvelopeContext,
): Result<{ readonly envelope: Envelope; readonly intent: Intent }> {
  const { trust, deviceId, nowMs } = context;
  const verified = verifyText('envelope', signed, trust.set.signers, ['server']);
  if (!verified.ok) return verified;
  const parsed = parseAs(Envelope, verified.value);
  if (!parsed.ok) return parsed;
  const envelope = parsed.value;
  if (envelope.device !== deviceId) return refuse('wrong-device');
  if (nowMs >= envelope.expiresAt) return refuse('envelope-expired');
  // A longer life than the protocol allows would be kept for later.
  if (envelope.expiresAt - envelope.issuedAt > envelopeLifetimeMs) return refuse('statement-malformed');
  if (envelope.order <= context.lastOrder) return refuse('order-not-rising');
  const intent = openIntent(envelope, context);
  return intent.ok ? accept({ envelope, intent: intent.value }) : intent;
}

function openIntent(envelope: Envelope, { trust, deviceId, isUsed, nowMs }: EnvelopeContext): Result<Intent> {
  const parsed = parseAs(Intent, envelope.intent);
  if (!parsed.ok) return parsed;
  const intent = parsed.value;
  if (intent.organization !== trust.set.organization) return refuse('wrong-organization');
  if (!intent.devices.includes(deviceId)) return refuse('wrong-device');
  if (!Check(CommandKind, intent.kind)) return refuse('kind-unknown');
  if (intent.notAfter !== null && nowMs > intent.notAfter) return refuse('intent-expired');
  if (isUsed(intent.id)) return refuse('intent-used');
  if (isApprovalMissing(trust.set, intent.kind, intent.devices.length)) return refuse('approval-missing');
  return accept(intent);
}

/**
 * Whether the organization's rules want somebody's approval for this. Approvals cannot be given yet, so a rule that wants one
 * refuses, and so does a number of devices above the rule's: never obey what cannot be checked.
 */
export function isApprovalMissing(set: TrustSet, kind: string, deviceCount: number): boolean {
  const rule: ApprovalRule | undefined = set.rules.find((candidate) => candidate.kind === kind);
  return rule !== undefined && (rule.approvals > 0 || deviceCount > rule.maxDevices);
}
