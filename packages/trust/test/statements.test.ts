/** What a device opens: commands, policies, notices, grants, the time, sealed answers. Every refusal has its own code. */
import { envelopeLifetimeMs } from '@sekisho/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSeal,
  openDeregistration,
  openEnvelope,
  openPolicy,
  openSignedTime,
  openTokenGrant,
  sealAnswer,
  signEnvelope,
  type TrustState,
} from '../src/index.ts';
import {
  approverKey,
  deviceId,
  envelope,
  following,
  genesis,
  intentId,
  intentText,
  nowMs,
  organizationId,
  otherId,
  policyText,
  recoveryKey,
  serverKey,
  signedBy,
  stateOf,
  strangerKey,
  trust,
} from './organization.ts';

function ruled(rules: TrustState['set']['rules']): TrustState {
  return stateOf([genesis(), following(genesis(), { rules }, serverKey)]);
}

const context = { trust, deviceId, lastOrder: 0, isUsed: () => false, nowMs };
const codeOf = (result: { ok: boolean; code?: string }) => (result.ok ? 'opened' : result.code);

describe('an envelope', () => {
  it('opens for its device', () => {
    const delivery = { device: deviceId, order: 5, issuedAt: nowMs, intent: intentText(), approvals: [] };
    const result = openEnvelope(signEnvelope(delivery, serverKey), { ...context, lastOrder: 4 });
    expect(result.ok && [result.value.envelope.order, result.value.intent.id, result.value.intent.kind]).toEqual([
      5,
      intentId,
      'lock',
    ]);
  });

  it.each([
    ['tampered', { ...envelope(), text: envelope().text.replace('lock', 'wipe') }, {}, 'signature-invalid'],
    ['by a stranger', envelope({}, strangerKey), {}, 'signer-unknown'],
    ['by an approver', envelope({}, approverKey), {}, 'signer-unknown'],
    ['by the recovery key', envelope({}, recoveryKey), {}, 'signer-unknown'],
    ['signed as something else', signedBy('policy', envelope().text, serverKey), {}, 'signature-invalid'],
    ['for another device', envelope({ device: otherId }), {}, 'wrong-device'],
    ['at the end of its life', envelope(), { nowMs: nowMs + envelopeLifetimeMs }, 'envelope-expired'],
    ['just before', envelope(), { nowMs: nowMs + envelopeLifetimeMs - 1 }, 'opened'],
    ['that would live longer', envelope({ expiresAt: nowMs + envelopeLifetimeMs + 1 }), {}, 'statement-malformed'],
    ['replayed', envelope(), { lastOrder: 1 }, 'order-not-rising'],
    ['out of order', envelope({ order: 3 }), { lastOrder: 4 }, 'order-not-rising'],
    ['of another shape', envelope({ order: '1' }), {}, 'statement-malformed'],
    ['with an intent that is none', envelope({ intent: '{}' }), {}, 'statement-malformed'],
    ['with an intent that is no JSON', envelope({ intent: 'lock' }), {}, 'statement-malformed'],
    ['of another organization', envelope({ intent: intentText({ organization: otherId }) }), {}, 'wrong-organization'],
    ['with an intent for another device', envelope({ intent: intentText({ devices: [otherId] }) }), {}, 'wrong-device'],
    ['of an unknown kind', envelope({ intent: intentText({ kind: 'dance' }) }), {}, 'kind-unknown'],
    ['with an intent out of date', envelope({ intent: intentText({ notAfter: nowMs - 1 }) }), {}, 'intent-expired'],
    ['with an intent still in date', envelope({ intent: intentText({ notAfter: nowMs }) }), {}, 'opened'],
    ['with a used intent', envelope(), { isUsed: (id: string) => id === intentId }, 'intent-used'],
    [
      'that needs an approval',
      envelope(),
      { trust: ruled([{ kind: 'lock', approvals: 1, maxDevices: 5 }]) },
      'approval-missing',
    ],
    [
      'for more devices than the rule allows',
      envelope({ intent: intentText({ devices: [deviceId, otherId] }) }),
      { trust: ruled([{ kind: 'lock', approvals: 0, maxDevices: 1 }]) },
      'approval-exceeds-maximum',
    ],
    [
      'of a kind that needs none',
      envelope(),
      { trust: ruled([{ kind: 'wipe', approvals: 1, maxDevices: 1 }]) },
      'opened',
    ],
  ] as const)('%s', (_name, signed, changes, code) => {
    expect(codeOf(openEnvelope(signed, { ...context, ...changes }))).toBe(code);
  });

  it('is refused with any bit of its text flipped', () => {
    const signed = envelope();
    fc.assert(
      fc.property(fc.nat({ max: signed.text.length - 1 }), fc.nat({ max: 15 }), (at, bit) => {
        const unit = String.fromCharCode(signed.text.charCodeAt(at) ^ (1 << bit));
        const text = signed.text.slice(0, at) + unit + signed.text.slice(at + 1);
        expect(openEnvelope({ ...signed, text }, context)).toEqual({ ok: false, code: 'signature-invalid' });
      }),
    );
  });

  it('is taken once, in rising order, whatever the order of arrival', () => {
    const orders = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(orders, (arrivals) => {
        let lastOrder = 0;
        const used = new Set<string>();
        for (const order of arrivals) {
          const id = `018f0000-0000-7000-8000-00000000000${order}`;
          const isUsed = (intent: string) => used.has(intent);
          const signed = envelope({ order, intent: intentText({ id }) });
          const result = openEnvelope(signed, { ...context, lastOrder, isUsed });
          expect(result.ok).toBe(order > lastOrder);
          if (!result.ok) continue;
          lastOrder = result.value.envelope.order;
          used.add(result.value.intent.id);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a policy', () => {
  const open = (text: string, heldRevision: number | null, key = serverKey) =>
    codeOf(openPolicy(signedBy('policy', text, key), { trust, heldRevision }));

  it.each([
    ['the first', open(policyText(), null), 'opened'],
    ['a newer one', open(policyText(), 6), 'opened'],
    ['the same again', open(policyText(), 7), 'opened'],
    ['an older one', open(policyText(), 8), 'policy-revision-not-rising'],
    ['of another organization', open(policyText({ organization: otherId }), null), 'wrong-organization'],
    ['by a stranger', open(policyText(), null, strangerKey), 'signer-unknown'],
    ['of another shape', open('{"organization":1}', null), 'statement-malformed'],
  ])('%s', (_name, outcome, code) => {
    expect(outcome).toBe(code);
  });
});

describe('a deregistration', () => {
  const notice = (changes = {}) =>
    JSON.stringify({ organization: organizationId, device: deviceId, at: nowMs, ...changes });
  const deregistered = (text: string, key = serverKey) => signedBy('deregistration', text, key);

  it.each([
    ['ours', deregistered(notice()), 'opened'],
    ['unsigned', { text: notice(), signatures: [] }, 'signer-unknown'],
    ['by a stranger', deregistered(notice(), strangerKey), 'signer-unknown'],
    ['tampered', { ...deregistered(notice({ device: otherId })), text: notice() }, 'signature-invalid'],
    ["another device's", deregistered(notice({ device: otherId })), 'wrong-device'],
    ["another organization's", deregistered(notice({ organization: otherId })), 'wrong-organization'],
    ['of another shape', deregistered('null'), 'statement-malformed'],
    ['signed as the time', signedBy('time', notice(), serverKey), 'signature-invalid'],
  ])('%s', (_name, signed, code) => {
    expect(codeOf(openDeregistration(signed, { trust, deviceId }))).toBe(code);
  });

  it('needs an approval where the rules want one', () => {
    const strict = ruled([{ kind: 'deregistration', approvals: 1, maxDevices: 10 }]);
    const result = openDeregistration(deregistered(notice()), { trust: strict, deviceId });
    expect(codeOf(result)).toBe('approval-missing');
  });
});

describe('a grant and the time', () => {
  const nonce = 'device-nonce-0123456789';
  const grant = (changes = {}) =>
    JSON.stringify({ device: deviceId, nonce, sealKey: 'AAAA', serverTime: nowMs, expiresAt: nowMs + 1, ...changes });

  it.each([
    ['ours', signedBy('token-grant', grant(), serverKey), 'opened'],
    ['an old one', signedBy('token-grant', grant({ nonce: 'another-nonce-000' }), serverKey), 'nonce-mismatch'],
    ["another device's", signedBy('token-grant', grant({ device: otherId }), serverKey), 'wrong-device'],
    ["a stranger's", signedBy('token-grant', grant(), strangerKey), 'signer-unknown'],
    ['of another shape', signedBy('token-grant', grant({ serverTime: -1 }), serverKey), 'statement-malformed'],
  ])('grant: %s', (_name, signed, code) => {
    expect(codeOf(openTokenGrant(signed, { trust, deviceId, nonce }))).toBe(code);
  });

  it.each([
    ['ours', signedBy('time', JSON.stringify({ nonce, serverTime: nowMs }), serverKey), 'opened'],
    ['an old one', signedBy('time', JSON.stringify({ nonce: 'x', serverTime: nowMs }), serverKey), 'nonce-mismatch'],
    ["a stranger's", signedBy('time', JSON.stringify({ nonce, serverTime: nowMs }), strangerKey), 'signer-unknown'],
  ])('time: %s', (_name, signed, code) => {
    const result = openSignedTime(signed, { trust, nonce });
    expect(codeOf(result)).toBe(code);
    if (result.ok) expect(result.value).toBe(nowMs);
  });
});

describe('a sealed answer', () => {
  const sealKey = Buffer.alloc(32, 7).toString('base64url');
  const nonce = 'question-0123456789';
  const body = '{"commands":[],"解除":"�"}';
  const answer = { serverTime: nowMs, body, seal: sealAnswer(sealKey, nonce, nowMs, body) };

  it('gives its body', () => {
    expect(checkSeal(sealKey, nonce, answer)).toEqual({ ok: true, value: body });
  });

  it.each([
    ['unsealed', sealKey, nonce, { ...answer, seal: '' }],
    ['with a seal of another length', sealKey, nonce, { ...answer, seal: answer.seal.slice(0, 40) }],
    ['to another question', sealKey, 'another-0123456789', answer],
    ['under another key', Buffer.alloc(32, 8).toString('base64url'), nonce, answer],
    ['under no key', '', nonce, { ...answer, seal: sealAnswer('', nonce, nowMs, body) }],
    ['under a key that is none', '*', nonce, answer],
    ['of another time', sealKey, nonce, { ...answer, serverTime: nowMs + 1 }],
    ['of a time that is none', sealKey, nonce, { ...answer, serverTime: Number.NaN }],
    ['with another body', sealKey, nonce, { ...answer, body: `${body} ` }],
    [
      'with a lone surrogate in place of a replacement character',
      sealKey,
      nonce,
      { ...answer, body: body.replace('�', '\ud800') },
    ],
  ])('is refused %s', (_name, key, question, changed) => {
    expect(checkSeal(key, question, changed)).toEqual({ ok: false, code: 'seal-invalid' });
  });

  it('is refused with any bit of its seal flipped', () => {
    fc.assert(
      fc.property(fc.nat({ max: answer.seal.length - 1 }), fc.nat({ max: 6 }), (at, bit) => {
        const unit = String.fromCharCode(answer.seal.charCodeAt(at) ^ (1 << bit));
        const seal = answer.seal.slice(0, at) + unit + answer.seal.slice(at + 1);
        expect(checkSeal(sealKey, nonce, { ...answer, seal })).toEqual({ ok: false, code: 'seal-invalid' });
      }),
    );
  });
});
