/** Passkeys of approvers in the browser: made, proved to work, and used to sign. */
import type { ApproverApplication, ConsoleName, Signature, SignedText } from '@sekisho/contracts';
import { fromBase64Url, sha256, signedBytes, toBase64Url, toHex } from './encoding.ts';

const algorithms = new Map([
  [-7, 'ES256'],
  [-8, 'EdDSA'],
  [-257, 'RS256'],
] as const);
type Cose = typeof algorithms extends Map<infer Key, unknown> ? Key : never;

/** Thrown where the person or the browser did not go through with it. */
export class NotSigned extends Error {
  override readonly name = 'NotSigned';
}

async function ask<T extends Credential>(request: Promise<Credential | null>): Promise<T> {
  try {
    const credential = await request;
    if (credential !== null) return credential as T;
  } catch (cause) {
    throw new NotSigned('no passkey answered', { cause });
  }
  throw new NotSigned('no passkey answered');
}

export async function keyIdOf(publicKey: Uint8Array): Promise<string> {
  return toHex(await sha256(publicKey)).slice(0, 32);
}

/**
 * Signs with one of these passkeys. @param keys approver keys by their credential ids
 * Throws `NotSigned`.
 */
export async function signWithPasskey(
  domain: 'batch' | 'trust-set' | 'approver',
  text: string,
  { rpId }: ConsoleName,
  keys: ReadonlyMap<string, string>,
): Promise<Signature> {
  const allowCredentials = [...keys.keys()].map((id) => ({ type: 'public-key' as const, id: fromBase64Url(id) }));
  const challenge = await sha256(signedBytes(domain, text));
  const publicKey = { challenge, rpId, allowCredentials, userVerification: 'required' as const };
  const credential = await ask<PublicKeyCredential>(navigator.credentials.get({ publicKey }));
  const response = credential.response as AuthenticatorAssertionResponse;
  const keyId = keys.get(toBase64Url(credential.rawId));
  if (keyId === undefined) throw new NotSigned('another passkey answered');
  return {
    keyId,
    signature: toBase64Url(response.signature),
    passkey: {
      authenticatorData: toBase64Url(response.authenticatorData),
      clientDataJson: toBase64Url(response.clientDataJSON),
    },
  };
}

export interface Applicant {
  readonly organization: string;
  readonly holder: string;
  readonly loginId: string;
  readonly name: string;
}

/** Makes a passkey and has it sign its own application, so that only one that works is asked for. Throws `NotSigned`. */
export async function applyWithNewPasskey(applicant: Applicant, console: ConsoleName): Promise<SignedText> {
  const { organization, holder, loginId, name } = applicant;
  const credential = await ask<PublicKeyCredential>(
    navigator.credentials.create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { id: console.rpId, name: 'Sekisho' },
        // Not the person's id: a log-in passkey of the same person would be replaced.
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: `${loginId} (approver)`, displayName: name },
        pubKeyCredParams: [...algorithms.keys()].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
      },
    }),
  );
  const response = credential.response as AuthenticatorAttestationResponse;
  const spki = response.getPublicKey();
  const algorithm = algorithms.get(response.getPublicKeyAlgorithm() as Cose);
  if (spki === null || algorithm === undefined) throw new NotSigned('a kind of key that is not known');
  const credentialId = toBase64Url(credential.rawId);
  const application: ApproverApplication = {
    organization,
    holder,
    name,
    use: 'passkey',
    algorithm,
    publicKey: toBase64Url(spki),
    credentialId,
  };
  const text = JSON.stringify(application);
  const keys = new Map([[credentialId, await keyIdOf(new Uint8Array(spki))]]);
  return { text, signatures: [await signWithPasskey('approver', text, console, keys)] };
}
