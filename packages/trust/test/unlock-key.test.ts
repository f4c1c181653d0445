/** Unlock keys: what a device under a policy takes the content of a file for. */
import type { UnlockKey } from '@sekisho/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openUnlockKey } from '../src/index.ts';
import {
  approverKey,
  following,
  genesis,
  nowMs,
  organizationId,
  otherId,
  recoveryKey,
  serverKey,
  signedBy,
  stateOf,
  strangerKey,
  trust,
  withApprover,
} from './organization.ts';

const context = { trust, policyCode: 'A01', heldNumber: 7 };
const plain: UnlockKey = { organization: organizationId, policy: 'A01', number: 7, issuedAt: nowMs };

function fileOf(changes: Partial<UnlockKey> = {}, key = serverKey, domain: 'unlock-key' | 'policy' = 'unlock-key') {
  return JSON.stringify(signedBy(domain, JSON.stringify({ ...plain, ...changes }), key));
}

function open(content: string, held = context): string {
  const opened = openUnlockKey(content, held);
  return opened.ok ? 'opened' : opened.code;
}

it.each([
  ['the key in force', fileOf(), 'opened'],
  ['a newer one, which the device has not heard of', fileOf({ number: 8 }), 'opened'],
  ['with blanks around it', `\n ${fileOf()}\n`, 'opened'],
  ['an older one', fileOf({ number: 6 }), 'unlock-key-replaced'],
  ['of another policy', fileOf({ policy: 'A02' }), 'unlock-key-of-other-policy'],
  ['of another organization', fileOf({ organization: otherId }, strangerKey), 'wrong-organization'],
  ['of another organization, signed by ours', fileOf({ organization: otherId }), 'wrong-organization'],
  ['that says it is ours', fileOf({}, strangerKey), 'signer-unknown'],
  ['by the recovery key', fileOf({}, recoveryKey), 'signer-unknown'],
  ['signed as something else', fileOf({}, serverKey, 'policy'), 'signature-invalid'],
  ['tampered', fileOf({ policy: 'A02' }).replace('A02', 'A01'), 'signature-invalid'],
  ['no key, though signed', JSON.stringify(signedBy('unlock-key', '{}', serverKey)), 'statement-malformed'],
  ['no JSON', 'sekisho', 'statement-malformed'],
  ['nothing', '', 'statement-malformed'],
  ['longer than any key', fileOf() + ' '.repeat(16_384), 'statement-malformed'],
])('a key %s: %s', (_, content, code) => {
  expect(open(content)).toBe(code);
});

it('an approver gives no keys', () => {
  const chain = [genesis(), following(genesis(), { signers: withApprover }, serverKey)];
  expect(open(fileOf({}, approverKey), { ...context, trust: stateOf(chain) })).toBe('signer-unknown');
});

it('no byte can be changed', () => {
  const content = fileOf();
  fc.assert(
    fc.property(fc.nat(content.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = content.slice(0, at) + String.fromCharCode(code) + content.slice(at + 1);
      const opened = openUnlockKey(changed, context);
      // A change that leaves the JSON as it was is none.
      expect(!opened.ok || JSON.stringify(opened.value) === JSON.stringify(plain)).toBe(true);
    }),
  );
});
