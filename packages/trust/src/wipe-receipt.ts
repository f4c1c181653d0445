/** Receipts of wipes: signed by the device with its own key, held against the key it registered with. */
import { type SignedText, WipeReceipt } from '@sekisho/contracts';
import { parseAs } from './encoding.ts';
import { type Result, refuse } from './result.ts';
import { signText, verifyText } from './signed-text.ts';
import { importPrivateKey } from './signing-key.ts';
import { es256Signer } from './trust-chain.ts';

/** @param privateKey PKCS #8 DER of the device's key, base64url */
export function signWipeReceipt(receipt: WipeReceipt, privateKey: string): SignedText {
  return signText('wipe-receipt', JSON.stringify(receipt), importPrivateKey(Buffer.from(privateKey, 'base64url')));
}

/**
 * @param context.publicKey SPKI DER in base64url
 * @param context.intentId the intent that this receipt is said to be about; another one is `statement-malformed`
 */
export function openWipeReceipt(
  signed: SignedText,
  context: {
    readonly publicKey: string;
    readonly organizationId: string;
    readonly deviceId: string;
    readonly intentId: string;
  },
): Result<WipeReceipt> {
  const verified = verifyText('wipe-receipt', signed, { signers: [es256Signer('server', context)], console: null }, [
    'server',
  ]);
  if (!verified.ok) return verified;
  const opened = parseAs(WipeReceipt, verified.value);
  if (!opened.ok) return opened;
  if (opened.value.organization !== context.organizationId) return refuse('wrong-organization');
  if (opened.value.device !== context.deviceId) return refuse('wrong-device');
  return opened.value.intent === context.intentId ? opened : refuse('statement-malformed');
}
