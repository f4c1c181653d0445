/** Approvals: passkeys and plain keys, places in a batch, persons counted once, and everything that is none refused with a code. */
import type { Approval, Signature, SignedText, TrustSet } from '@sekisho/contracts';
import { type AssertionChanges, createSoftwarePasskey, type SoftwarePasskey } from '@sekisho/testkit/software-passkey';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkApproval, es256Signer, makeBatch, openEnvelope, openPolicy, signText } from '../src/index.ts';
import {
  approverKey,
  deviceId,
  envelope,
  following,
  genesis,
  intentText,
  nowMs,
  organizationId,
  otherId,
  plainSigners,
  policyText,
  recoveryKey,
  serverKey,
  signedBy,
  stateOf,
  strangerKey,
} from './organization.ts';

const home = { origin: 'https://sekisho.example', rpId: 'sekisho.example' };
const [ann, ben] = ['018f0000-0000-7000-8000-0000000000a1', '018f0000-0000-7000-8000-0000000000a2'];
const annPasskey = createSoftwarePasskey(home, { holder: ann });
const annSpare = createSoftwarePasskey(home, { holder: ann });
const benPasskey = createSoftwarePasskey(home, { holder: ben, algorithm: 'RS256' });
const edPasskey = createSoftwarePasskey(home, { algorithm: 'EdDSA' });
const plainApprover = es256Signer('approver', approverKey);
const approvers = [annPasskey, annSpare, benPasskey, edPasskey].map(({ signer }) => signer).concat(plainApprover);
const signers = [...plainSigners, ...approvers];

const ruled = (approvals: number, maxDevices = 100): TrustSet => ({
  ...stateOf([genesis()]).set,
  signers,
  console: home,
  rules: ['wipe', 'policy', 'deregistration'].map((kind) => ({ kind, approvals, maxDevices })),
});

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    subject: JSON.stringify({ computerName: `PC-${index}`, hardwareSerialNumber: `HW-${index}` }),
    text: `intent ${index}`,
  }));

function approve(text: string, ...by: (SoftwarePasskey | 'plain')[]): SignedText {
  const sign = (who: SoftwarePasskey | 'plain'): Signature[] =>
    who === 'plain' ? signText('batch', text, approverKey).signatures : [who.assert('batch', text)];
  return { text, signatures: by.flatMap(sign) };
}

function approvalsOf(count: number, kind: string, ...by: (SoftwarePasskey | 'plain')[]): Approval[] {
  const { text, places } = makeBatch({ organization: organizationId, kind }, leavesOf(count));
  const batch = approve(text, ...by);
  return places.map((place) => ({ ...place, batch }));
}

function check(set: TrustSet, approval: Approval | undefined, text = 'intent 0', more = {}): string {
  const approvals = approval === undefined ? [] : [approval];
  const result = checkApproval(set, { kind: 'wipe', text, approvals, deviceCount: 1, ...more });
  return result.ok ? 'approved' : result.code;
}

describe('a batch', () => {
  it('approves each of its statements at its own place, and no other text, subject or place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (count, one, two) => {
        const approvals = approvalsOf(count, 'wipe', 'plain');
        const [at, other] = [one % count, two % count];
        const approval = approvals[at] as Approval;
        expect(check(ruled(1), approval, `intent ${at}`)).toBe('approved');
        const wrong: [Approval, string][] = [
          [approval, `intent ${count}`],
          [{ ...approval, subject: approval.subject.replace('PC', 'PX') }, `intent ${at}`],
          [{ ...approval, index: count }, `intent ${at}`],
          [{ ...approval, path: [...approval.path, 'a'.repeat(64)] }, `intent ${at}`],
          ...(count === 1
            ? []
            : ([[{ ...approval, path: approval.path.slice(1) }, `intent ${at}`]] as [Approval, string][])),
          ...(at === other ? [] : ([[{ ...approval, index: other }, `intent ${at}`]] as [Approval, string][])),
        ];
        for (const [changed, text] of wrong) expect(check(ruled(1), changed, text)).toBe('approval-invalid');
      }),
      { numRuns: 60 },
    );
  });

  it('never lets an inner node, or text moved into the subject, stand for a leaf', () => {
    const [approval] = approvalsOf(2, 'wipe', 'plain');
    if (approval === undefined) throw new Error('no approval');
    expect(check(ruled(1), { ...approval, subject: `${approval.subject}\nintent`, path: approval.path }, '0')).toBe(
      'approval-invalid',
    );
    const shorter = { ...approval, batch: approve(approval.batch.text.replace('"count":2', '"count":1'), 'plain') };
    expect(check(ruled(1), { ...shorter, path: [] })).toBe('approval-invalid');
    expect(check(ruled(1), shorter)).toBe('approval-invalid');
  });

  it.each([
    ['nobody', [], ruled(1), 'approval-missing'],
    ['one passkey', [annPasskey], ruled(1), 'approved'],
    ['Windows Hello (RS256)', [benPasskey], ruled(1), 'approved'],
    ['EdDSA', [edPasskey], ruled(1), 'approved'],
    ['a plain key', ['plain'], ruled(1), 'approved'],
    ['one where two are needed', [annPasskey], ruled(2), 'approval-missing'],
    ['one twice where two are needed', [annPasskey, annPasskey], ruled(2), 'approval-missing'],
    ['one person with two keys where two are needed', [annPasskey, annSpare], ruled(2), 'approval-missing'],
    ['two persons', [annPasskey, benPasskey], ruled(2), 'approved'],
    ['passkey and plain key', [annSpare, 'plain'], ruled(2), 'approved'],
    ['ten devices where nine are the maximum', ['plain'], ruled(1, 9), 'approval-exceeds-maximum'],
  ] as [string, (SoftwarePasskey | 'plain')[], TrustSet, string][])('%s', (_name, by, set, code) => {
    expect(check(set, approvalsOf(10, 'wipe', ...by)[0])).toBe(code);
  });

  it.each([
    ['without any approval', [], 'approval-missing'],
    ['by the server', signedBy('batch', '', serverKey).signatures, 'approval-missing'],
    ['by the recovery key', signedBy('batch', '', recoveryKey).signatures, 'approval-missing'],
    ['by a stranger', signedBy('batch', '', strangerKey).signatures, 'approval-missing'],
    ['by an approver for another batch', signedBy('batch', 'x', approverKey).signatures, 'approval-invalid'],
    ['by an approver as an intent', signedBy('intent', '', approverKey).signatures, 'approval-invalid'],
  ] as [string, Signature[], string][])('is none %s', (_name, signatures, code) => {
    const [approval] = approvalsOf(1, 'wipe', 'plain');
    expect(
      check(ruled(1), { ...(approval as Approval), batch: { text: approval?.batch.text ?? '', signatures } }),
    ).toBe(code);
  });

  it('approves one kind of one organization, on the machine it was given for', () => {
    expect(check(ruled(1), approvalsOf(1, 'deregistration', 'plain')[0])).toBe('approval-invalid');
    const { text, places } = makeBatch({ organization: otherId, kind: 'wipe' }, leavesOf(1));
    const [place] = places;
    if (place === undefined) throw new Error('no place');
    expect(check(ruled(1), { ...place, batch: approve(text, 'plain') })).toBe('wrong-organization');
    const [approval] = approvalsOf(1, 'wipe', 'plain');
    expect(check(ruled(1), approval, 'intent 0', { hardwareSerialNumber: 'HW-0' })).toBe('approved');
    expect(check(ruled(1), approval, 'intent 0', { hardwareSerialNumber: '' })).toBe('approved');
    expect(check(ruled(1), approval, 'intent 0', { hardwareSerialNumber: 'HW-9' })).toBe('wrong-device');
    expect(check(ruled(1), approval, 'intent 0', { deviceCount: 2 })).toBe('approval-exceeds-maximum');
  });
});

describe('an assertion of a passkey', () => {
  const [place] = makeBatch({ organization: organizationId, kind: 'wipe' }, leavesOf(1)).places;
  const { text } = makeBatch({ organization: organizationId, kind: 'wipe' }, leavesOf(1));
  const signedWith = (signature: Signature) =>
    check(ruled(1), { ...(place as Omit<Approval, 'batch'>), batch: { text, signatures: [signature] } });

  it.each([
    ['as it should be', {}, 'approved'],
    ['with another counter', { counter: 0 }, 'approved'],
    ['with backup flags', { flags: 0x1d }, 'approved'],
    ['nobody present', { flags: 0x04 }, 'approval-invalid'],
    ['nobody verified', { flags: 0x01 }, 'approval-invalid'],
    ['for another RP', { rpId: 'example' }, 'approval-invalid'],
    ['at another origin', { origin: 'https://sekisho.example:8443' }, 'approval-invalid'],
    ['at a subdomain', { origin: 'https://a.sekisho.example' }, 'approval-invalid'],
    ['in a frame of another page', { clientData: { crossOrigin: true } }, 'approval-invalid'],
    ['with a top origin', { clientData: { topOrigin: home.origin } }, 'approval-invalid'],
    ['from a browser that says nothing of frames', { clientData: { crossOrigin: undefined } }, 'approved'],
    ['at registration', { clientData: { type: 'webauthn.create' } }, 'approval-invalid'],
    ['over another challenge', { clientData: { challenge: 'AAAA' } }, 'approval-invalid'],
    ['with what a later browser adds', { clientData: { other: 1 } }, 'approved'],
  ] as [string, AssertionChanges, string][])('%s', (_name, changes, code) => {
    expect(signedWith(annPasskey.assert('batch', text, changes))).toBe(code);
  });

  it('is refused with any bit flipped anywhere', () => {
    const good = annPasskey.assert('batch', text);
    const parts = {
      signature: Buffer.from(good.signature, 'base64url'),
      authenticatorData: Buffer.from(good.passkey?.authenticatorData ?? '', 'base64url'),
      clientDataJson: Buffer.from(good.passkey?.clientDataJson ?? '', 'base64url'),
    };
    const flipped = (name: keyof typeof parts, bit: number) => {
      const bytes = Buffer.from(parts[name]);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return bytes.toString('base64url');
    };
    for (const name of Object.keys(parts) as (keyof typeof parts)[])
      for (let bit = 0; bit < parts[name].length * 8; bit += 1) {
        const bad = flipped(name, bit);
        const passkey = { ...good.passkey, [name]: bad } as NonNullable<Signature['passkey']>;
        const changed = name === 'signature' ? { ...good, signature: bad } : { ...good, passkey };
        expect(signedWith(changed), `${name} ${bit}`).toBe('approval-invalid');
      }
  });

  it('serves only what it was made for: no other domain, no log-in, no plain signature in its place', () => {
    for (const domain of ['intent', 'policy', 'trust-set', 'approver'] as const)
      expect(signedWith(annPasskey.assert(domain, text))).toBe('approval-invalid');
    const login = annPasskey.assert('batch', text, {
      clientData: { challenge: Buffer.alloc(32, 1).toString('base64url') },
    });
    expect(signedWith(login)).toBe('approval-invalid');
    const plain = signText('batch', text, { keyId: annPasskey.signer.keyId, privateKey: annPasskey.privateKey });
    expect(signedWith(plain.signatures[0] as Signature)).toBe('approval-invalid');
    const dressed = { ...annPasskey.assert('batch', text), keyId: plainApprover.keyId };
    expect(signedWith(dressed)).toBe('approval-invalid');
  });

  it('means nothing where the trust set names no console', () => {
    const set = { ...ruled(1), console: null };
    const batch = { text, signatures: [annPasskey.assert('batch', text)] };
    expect(check(set, { ...(place as Omit<Approval, 'batch'>), batch })).toBe('approval-invalid');
  });
});

describe('what a device opens under approval', () => {
  const first = genesis();
  const rules = ruled(1).rules;
  const trust = stateOf([first, following(first, { signers, rules, console: home }, serverKey)]);
  const context = { trust, deviceId, lastOrder: 0, isUsed: () => false, nowMs };
  const approvalOf = (kind: string, text: string) => {
    const batch = makeBatch({ organization: organizationId, kind }, [{ subject: '{}', text }]);
    return batch.places.map((place) => ({ ...place, batch: approve(batch.text, annPasskey) }));
  };
  const targets = (folders: string[]) => intentText({ kind: 'wipe', parameters: { targets: { folders } } });
  const openAs = (intent: string, approvals: Approval[]) => {
    const opened = openEnvelope(envelope({ intent, approvals }), context);
    return opened.ok ? 'opened' : opened.code;
  };

  it('takes a wipe with the very targets that were approved, and nothing in their place', () => {
    const approved = targets(['/home/a']);
    expect(openAs(approved, approvalOf('wipe', approved))).toBe('opened');
    expect(openAs(approved, [])).toBe('approval-missing');
    expect(openAs(targets(['/']), approvalOf('wipe', approved))).toBe('approval-invalid');
    const twice = intentText({ kind: 'wipe', devices: [deviceId, otherId] });
    expect(openAs(twice, approvalOf('wipe', twice))).toBe('approval-exceeds-maximum');
    expect(openAs(intentText({ kind: 'lock' }), [])).toBe('opened');
  });

  it('takes a policy only with its exact text approved', () => {
    const open = (text: string, approvals?: Approval[]) => {
      const signed = { ...signedBy('policy', text, serverKey), ...(approvals === undefined ? {} : { approvals }) };
      const opened = openPolicy(signed, { trust, heldRevision: null });
      return opened.ok ? 'opened' : opened.code;
    };
    expect(open(policyText(), approvalOf('policy', policyText()))).toBe('opened');
    expect(open(policyText())).toBe('approval-missing');
    expect(open(policyText({ revision: 8 }), approvalOf('policy', policyText()))).toBe('approval-invalid');
    expect(open(policyText(), approvalOf('wipe', policyText()))).toBe('approval-invalid');
  });
});
