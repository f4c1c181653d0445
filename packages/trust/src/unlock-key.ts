/** Unlock keys: the file that a person carries to a locked device, and what a device takes it for, offline. Its content is a signed text as JSON. */
import { SignedText, UnlockKey, unlockKeyMaxBytes } from '@sekisho/contracts';
import { parseAs } from './encoding.ts';
import { type Result, refuse } from './result.ts';
import { verifyText } from './signed-text.ts';
import type { TrustState } from './trust-chain.ts';

export interface UnlockKeyContext {
  readonly trust: TrustState;
  /** The policy that the device is under. */
  readonly policyCode: string;
  /** Of the newest key that the device knows of; a key issued since is as good, though the device has not heard of it yet. */
  readonly heldNumber: number;
}

/**
 * Opens the content of a file found under the name of a key. Codes: `statement-malformed`, `signature-invalid`, `signer-unknown`,
 * `wrong-organization`, `unlock-key-of-other-policy`, `unlock-key-replaced`.
 */
export function openUnlockKey(content: string, context: UnlockKeyContext): Result<UnlockKey> {
  if (content.length > unlockKeyMaxBytes) return refuse('statement-malformed');
  const signed = parseAs(SignedText, content);
  if (!signed.ok) return signed;
  const { set } = context.trust;
  const verified = verifyText('unlock-key', signed.value, set, ['server']);
  const parsed = parseAs(UnlockKey, signed.value.text);
  if (!verified.ok) {
    // Nobody's word: believed for nothing but what the refusal is called.
    const isForeign = verified.code === 'signer-unknown' && parsed.ok && parsed.value.organization !== set.organization;
    return isForeign ? refuse('wrong-organization') : verified;
  }
  if (!parsed.ok) return parsed;
  if (parsed.value.organization !== set.organization) return refuse('wrong-organization');
  if (parsed.value.policy !== context.policyCode) return refuse('unlock-key-of-other-policy');
  return parsed.value.number < context.heldNumber ? refuse('unlock-key-replaced') : parsed;
}
