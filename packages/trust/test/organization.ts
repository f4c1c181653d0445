/** An organization's keys and statements for the tests of this package. */
import {
  type DevicePolicy,
  defaultPolicySettings,
  envelopeLifetimeMs,
  type Intent,
  type SignedText,
  type TrustSet,
} from '@sekisho/contracts';
import {
  es256Signer,
  generateSigningKey,
  genesisTrustSet,
  type SigningKey,
  signText,
  type TrustState,
  trustSetHash,
  verifyTrustChain,
} from '../src/index.ts';

export const organizationId = '018f0000-0000-7000-8000-000000000001';
export const deviceId = '018f0000-0000-7000-8000-00000000000d';
export const otherId = '018f0000-0000-7000-8000-00000000000e';
export const intentId = '018f0000-0000-7000-8000-0000000000c1';
export const nowMs = 1_800_000_000_000;

export const serverKey = generateSigningKey();
export const nextServerKey = generateSigningKey();
export const recoveryKey = generateSigningKey();
export const approverKey = generateSigningKey();
export const strangerKey = generateSigningKey();

export function signedBy(domain: Parameters<typeof signText>[0], text: string, ...keys: SigningKey[]): SignedText {
  return { text, signatures: keys.flatMap((key) => signText(domain, text, key).signatures) };
}

export function genesis(organization = organizationId): SignedText {
  const text = genesisTrustSet({ organization, issuedAt: nowMs, serverKeys: [serverKey], recoveryKey });
  return signedBy('trust-set', text, serverKey, recoveryKey);
}

/** The version after `before`, with changes, signed by the given keys. */
export function following(before: SignedText, changes: Partial<TrustSet>, ...keys: SigningKey[]): SignedText {
  const set = JSON.parse(before.text) as TrustSet;
  const next = { ...set, version: set.version + 1, previous: trustSetHash(before.text), ...changes };
  return signedBy('trust-set', JSON.stringify(next), ...keys);
}

export const plainSigners = [es256Signer('server', serverKey), es256Signer('recovery', recoveryKey)];
export const withApprover = [...plainSigners, es256Signer('approver', approverKey)];

export function stateOf(chain: readonly SignedText[]): TrustState {
  const result = verifyTrustChain(chain, { pinnedHash: null });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

export const trust: TrustState = stateOf([genesis()]);

export function intentText(changes: Partial<Intent> = {}): string {
  const intent: Intent = {
    id: intentId,
    organization: organizationId,
    devices: [deviceId],
    kind: 'lock',
    parameters: {},
    issuedAt: nowMs,
    notAfter: null,
    ...changes,
  };
  return JSON.stringify(intent);
}

export function envelope(changes: Record<string, unknown> = {}, key: SigningKey = serverKey): SignedText {
  const content = {
    device: deviceId,
    order: 1,
    issuedAt: nowMs,
    expiresAt: nowMs + envelopeLifetimeMs,
    intent: intentText(),
    approvals: [],
    ...changes,
  };
  return signedBy('envelope', JSON.stringify(content), key);
}

export function policyText(changes: Partial<DevicePolicy> = {}): string {
  const { checkInIntervalMs, timerLock, simMonitoring } = defaultPolicySettings;
  const settings = { checkInIntervalMs, timerLock, simMonitoring, shutDownAfterLockMs: null };
  const policy: DevicePolicy = { organization: organizationId, code: 'A01', revision: 7, settings, ...changes };
  return JSON.stringify(policy);
}
