/** What a change of approvers and rules makes of the trust set, and whether it may be wanted at all. Pure. */
import {
  ApproverApplication,
  type ConsoleName,
  type ErrorCode,
  type SignedText,
  type Signer,
  type TrustChange,
  type TrustSet,
} from '@sekisho/contracts';
import { approvalsForChange, countApprovers, keyIdOf, type TrustState, verifyText } from '@sekisho/trust';
import { Check } from 'typebox/value';

export interface ChangeContext {
  readonly trust: TrustState;
  readonly administratorId: string;
  /** Where the server is reached, if passkeys can be used there. */
  readonly passkeysAt: ConsoleName | null;
  readonly at: number;
}

export type ChangeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode };

const refuse = (code: ErrorCode) => ({ ok: false, code }) as const;
const accept = <T>(value: T) => ({ ok: true, value }) as const;

/**
 * The signer that an application asks for: signed by the key itself, so that a key that could not approve is never let in. A passkey
 * must have signed at `console`.
 */
export function signerOf(
  application: SignedText,
  context: Pick<ChangeContext, 'trust' | 'administratorId'>,
  console: ConsoleName | null,
): ChangeResult<Signer> {
  let content: unknown;
  try {
    content = JSON.parse(application.text);
  } catch {
    return refuse('statement-malformed');
  }
  if (!Check(ApproverApplication, content)) return refuse('statement-malformed');
  const { organization, holder, name, use, algorithm, publicKey, credentialId } = content;
  if (organization !== context.trust.set.organization) return refuse('wrong-organization');
  if (holder !== context.administratorId) return refuse('approver-not-yours');
  if (use === 'passkey' && console === null) return refuse('passkey-address-unsuitable');
  if (use === 'key' && algorithm !== 'ES256') return refuse('statement-malformed');
  const signer: Signer = {
    keyId: keyIdOf(publicKey),
    role: 'approver',
    algorithm,
    publicKey,
    use,
    name,
    holder,
    ...(credentialId === undefined ? {} : { credentialId }),
  };
  const verified = verifyText('approver', application, { signers: [signer], console }, ['approver']);
  return verified.ok ? accept(signer) : verified;
}

/** The text of the next trust set. */
export function nextTrustSet(change: TrustChange, context: ChangeContext): ChangeResult<string> {
  const { set } = context.trust;
  const moved = change.moveConsole === true || set.console === null ? context.passkeysAt : set.console;
  const signedAt = moved?.origin === context.passkeysAt?.origin ? moved : null;
  const added = change.add === undefined ? null : signerOf(change.add, context, signedAt);
  if (added !== null && !added.ok) return added;
  const removed = new Set(change.remove ?? []);
  const kept = set.signers.filter(({ keyId, role }) => role !== 'approver' || !removed.has(keyId));
  if (set.signers.length - kept.length !== removed.size) return refuse('not-found');
  const next: TrustSet = {
    ...set,
    version: set.version + 1,
    previous: context.trust.hash,
    issuedAt: context.at,
    rules: change.rules ?? set.rules,
    signers: added === null ? kept : [...kept.filter(({ keyId }) => keyId !== added.value.keyId), added.value],
    console: moved,
  };
  const code = refusalOf(next, context.trust);
  return code === null ? accept(JSON.stringify(next)) : refuse(code);
}

/** Rules that nobody could fulfil, or that devices would refuse, are not even asked for. */
function refusalOf(next: TrustSet, { set, approversEver }: TrustState): ErrorCode | null {
  if (next.console === null && next.signers.some(({ use }) => use === 'passkey')) return 'passkey-address-unsuitable';
  const approvers = countApprovers(next.signers);
  if (approvers === 0 || approvalsForChange(next) > approvers) return 'approvers-too-few';
  return approversEver && set.rules.length > 0 && next.rules.length === 0 ? 'trust-weakened' : null;
}
