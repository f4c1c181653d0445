/** Commands on their way: an intent (what is wanted) inside an envelope (one delivery to one device). */
import { type Approval, CommandKind, Envelope, envelopeLifetimeMs, Intent, type SignedText } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { checkApproval } from './approval.ts';
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
  readonly approvals: readonly Approval[];
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
  /** As the machine itself tells it; an approval for another machine is refused. */
  readonly hardwareSerialNumber?: string | undefined;
}

/**
 * Opens a delivery. On success the device remembers `envelope.order` and `intent.id` before it obeys.
 * Codes, in the order they are looked for: `signer-unknown`, `signature-invalid`, `statement-malformed`, `wrong-device`,
 * `envelope-expired`, `order-not-rising`, `wrong-organization`, `kind-unknown`, `intent-expired`, `intent-used`, those of
 * `checkApproval`.
 */
export function openEnvelope(
  signed: SignedText,
  context: EnvelopeContext,
): Result<{ readonly envelope: Envelope; readonly intent: Intent }> {
  const { trust, deviceId, nowMs } = context;
  const verified = verifyText('envelope', signed, trust.set, ['server']);
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

function openIntent(envelope: Envelope, context: EnvelopeContext): Result<Intent> {
  const { trust, deviceId, isUsed, nowMs, hardwareSerialNumber } = context;
  const parsed = parseAs(Intent, envelope.intent);
  if (!parsed.ok) return parsed;
  const intent = parsed.value;
  if (intent.organization !== trust.set.organization) return refuse('wrong-organization');
  if (!intent.devices.includes(deviceId)) return refuse('wrong-device');
  if (!Check(CommandKind, intent.kind)) return refuse('kind-unknown');
  if (intent.notAfter !== null && nowMs > intent.notAfter) return refuse('intent-expired');
  if (isUsed(intent.id)) return refuse('intent-used');
  const { approvals, intent: text } = envelope;
  const deviceCount = intent.devices.length;
  const approved = checkApproval(trust.set, { kind: intent.kind, text, approvals, deviceCount, hardwareSerialNumber });
  return approved.ok ? parsed : approved;
}
