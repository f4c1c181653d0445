/** What a server states to a device besides commands: policies, deregistration, grants of tokens, the time. */
import {
  type ApprovableText,
  DeregistrationNotice,
  DevicePolicy,
  type SignedText,
  SignedTime,
  TokenGrant,
} from '@sekisho/contracts';
import type { Static, TSchema } from 'typebox';
import { checkApproval } from './approval.ts';
import { parseAs } from './encoding.ts';
import { accept, type Result, refuse } from './result.ts';
import { verifyText } from './signed-text.ts';
import type { TrustState } from './trust-chain.ts';

type StatementDomain = 'policy' | 'deregistration' | 'token-grant' | 'time';

function openStatement<S extends TSchema>(
  domain: StatementDomain,
  schema: S,
  signed: SignedText,
  trust: TrustState,
): Result<Static<S>> {
  const verified = verifyText(domain, signed, trust.set, ['server']);
  return verified.ok ? parseAs(schema, verified.value) : verified;
}

/**
 * @param context.heldRevision the highest revision this device has held of this very policy code, `null` if none; the same one again
 *   is fine, an older one is `policy-revision-not-rising`
 */
export function openPolicy(
  signed: ApprovableText,
  context: { readonly trust: TrustState; readonly heldRevision: number | null },
): Result<DevicePolicy> {
  const opened = openStatement('policy', DevicePolicy, signed, context.trust);
  if (!opened.ok) return opened;
  if (opened.value.organization !== context.trust.set.organization) return refuse('wrong-organization');
  if (context.heldRevision !== null && opened.value.revision < context.heldRevision)
    return refuse('policy-revision-not-rising');
  const { text, approvals = [] } = signed;
  const approved = checkApproval(context.trust.set, { kind: 'policy', text, approvals, deviceCount: 1 });
  return approved.ok ? opened : approved;
}

/** Only this ends a device's registration; a status code or a text alone never does. */
export function openDeregistration(
  signed: ApprovableText,
  context: {
    readonly trust: TrustState;
    readonly deviceId: string;
    readonly hardwareSerialNumber?: string | undefined;
  },
): Result<DeregistrationNotice> {
  const opened = openStatement('deregistration', DeregistrationNotice, signed, context.trust);
  if (!opened.ok) return opened;
  if (opened.value.organization !== context.trust.set.organization) return refuse('wrong-organization');
  if (opened.value.device !== context.deviceId) return refuse('wrong-device');
  const { text, approvals = [] } = signed;
  const { trust, hardwareSerialNumber } = context;
  const question = { kind: 'deregistration', text, approvals, deviceCount: 1, hardwareSerialNumber };
  const approved = checkApproval(trust.set, question);
  return approved.ok ? opened : approved;
}

/** @param context.nonce the one this device put into its assertion; another one is an old answer: `nonce-mismatch` */
export function openTokenGrant(
  signed: SignedText,
  context: { readonly trust: TrustState; readonly deviceId: string; readonly nonce: string },
): Result<TokenGrant> {
  const opened = openStatement('token-grant', TokenGrant, signed, context.trust);
  if (!opened.ok) return opened;
  if (opened.value.device !== context.deviceId) return refuse('wrong-device');
  return opened.value.nonce === context.nonce ? opened : refuse('nonce-mismatch');
}

/** The server's time, epoch milliseconds, bound to the device's nonce. */
export function openSignedTime(
  signed: SignedText,
  context: { readonly trust: TrustState; readonly nonce: string },
): Result<number> {
  const opened = openStatement('time', SignedTime, signed, context.trust);
  if (!opened.ok) return opened;
  return opened.value.nonce === context.nonce ? accept(opened.value.serverTime) : refuse('nonce-mismatch');
}
