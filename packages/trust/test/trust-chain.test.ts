/** The chain of trust sets: who may change what, and every way to break or weaken it, each with its own code. */
import type { SignedText, TrustSet } from '@sekisho/contracts';
import { createSoftwarePasskey, type SoftwarePasskey } from '@sekisho/testkit/software-passkey';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { es256Signer, generateSigningKey, type SigningKey, trustSetHash, verifyTrustChain } from '../src/index.ts';
import {
  approverKey,
  deviceId,
  following,
  genesis,
  nextServerKey,
  organizationId,
  otherId,
  plainSigners,
  recoveryKey,
  serverKey,
  signedBy,
  stateOf,
  strangerKey,
  withApprover,
} from './organization.ts';

const first = genesis();
const wipeRule = { kind: 'wipe', approvals: 1, maxDevices: 10 };
const guarded = following(first, { signers: withApprover, rules: [wipeRule] }, serverKey);
const consoleName = { origin: 'https://a.example', rpId: 'a.example' };
const replaced = [es256Signer('server', nextServerKey), es256Signer('recovery', recoveryKey)];
const newRecovery = generateSigningKey();
const secondApprover = es256Signer('approver', generateSigningKey());
const withNewRecovery = [es256Signer('server', serverKey), es256Signer('recovery', newRecovery)];

describe('a chain from the beginning', () => {
  it('is believed on first use, or by the pinned hash of any version in it', () => {
    const chain = [first, following(first, { signers: replaced }, serverKey)];
    for (const pinnedHash of [null, ...chain.map((link) => trustSetHash(link.text))]) {
      const result = verifyTrustChain(chain, { pinnedHash });
      expect(result.ok && result.value.set.version).toBe(2);
      expect(result.ok && result.value.hash).toBe(trustSetHash(chain[1]?.text ?? ''));
    }
  });

  it('knows whether there has been an approver', () => {
    expect(stateOf([first]).approversEver).toBe(false);
    expect(stateOf([first, guarded]).approversEver).toBe(true);
  });

  const set = JSON.parse(first.text) as TrustSet;
  const as = (changes: object, ...keys: SigningKey[]) =>
    signedBy('trust-set', JSON.stringify({ ...set, ...changes }), ...(keys.length > 0 ? keys : [serverKey]));
  it.each([
    ['an empty chain', [], 'trust-chain-broken'],
    ['a chain without its first link', [guarded], 'trust-chain-broken'],
    ['a first link that names one before', [as({ previous: 'a'.repeat(64) })], 'trust-chain-broken'],
    ['a first link signed by a stranger', [as({}, strangerKey)], 'signer-unknown'],
    ['a first link signed by the recovery key alone', [as({}, recoveryKey)], 'signer-unknown'],
    ['a set without a server key', [as({ signers: [es256Signer('recovery', recoveryKey)] })], 'statement-malformed'],
    ['a set without a recovery key', [as({ signers: [es256Signer('server', serverKey)] })], 'statement-malformed'],
    [
      'a key named twice',
      [as({ signers: [...plainSigners, es256Signer('approver', serverKey)] })],
      'statement-malformed',
    ],
    [
      'a key under a foreign id',
      [as({ signers: [...plainSigners, { ...es256Signer('approver', approverKey), keyId: 'f'.repeat(32) }] })],
      'statement-malformed',
    ],
    ['two rules for one kind', [as({ rules: [wipeRule, { ...wipeRule, approvals: 0 }] })], 'statement-malformed'],
    ['no JSON', [signedBy('trust-set', '{', serverKey)], 'statement-malformed'],
    ['another shape', [as({ version: '1' })], 'statement-malformed'],
    ['a signature of another domain', [signedBy('policy', first.text, serverKey)], 'signature-invalid'],
  ] as [string, SignedText[], string][])('refuses %s', (_name, chain, code) => {
    expect(verifyTrustChain(chain, { pinnedHash: null })).toEqual({ ok: false, code });
  });

  it('refuses a chain that does not hold the pinned hash', () => {
    const foreign = genesis(otherId);
    const pinnedHash = trustSetHash(first.text);
    expect(verifyTrustChain([foreign], { pinnedHash })).toEqual({ ok: false, code: 'trust-hash-mismatch' });
    expect(verifyTrustChain([foreign], { pinnedHash: '' })).toEqual({ ok: false, code: 'trust-hash-mismatch' });
  });

  it('refuses any bit flipped anywhere in it', () => {
    const chain = [first, guarded];
    const json = JSON.stringify(chain);
    const pinnedHash = trustSetHash(first.text);
    fc.assert(
      fc.property(fc.nat({ max: json.length - 1 }), fc.nat({ max: 6 }), (position, bit) => {
        const flipped = String.fromCharCode(json.charCodeAt(position) ^ (1 << bit));
        let changed: unknown;
        try {
          changed = JSON.parse(json.slice(0, position) + flipped + json.slice(position + 1));
        } catch {
          return; // not even JSON: never reaches the walk
        }
        if (!isChain(changed)) return; // refused by the schema at the door
        const result = verifyTrustChain(changed, { pinnedHash });
        // A first link carries two signatures, of which the recovery key's is there for a reader's comfort: its key id may change.
        if (result.ok) expect(result.value).toEqual(stateOf(chain));
      }),
      { numRuns: 600 },
    );
  });
});

function isChain(value: unknown): value is SignedText[] {
  return (
    Array.isArray(value) &&
    value.every(
      (link) =>
        typeof link?.text === 'string' &&
        Array.isArray(link.signatures) &&
        link.signatures.every(
          (entry: { keyId?: unknown; signature?: unknown }) =>
            typeof entry?.keyId === 'string' && typeof entry.signature === 'string',
        ),
    )
  );
}

describe('a chain from what is held', () => {
  const held = stateOf([first]);
  const heldGuarded = stateOf([first, guarded]);

  it('may be empty', () => {
    expect(verifyTrustChain([], { held })).toEqual({ ok: true, value: held });
  });

  it('goes on where it stood', () => {
    const next = following(guarded, { signers: [...replaced, es256Signer('approver', approverKey)] }, serverKey);
    const result = verifyTrustChain([next], { held: heldGuarded });
    expect(result.ok && result.value.set.version).toBe(3);
    expect(result.ok && result.value.approversEver).toBe(true);
  });

  const second = following(first, { signers: replaced }, serverKey);
  it.each([
    ['the version already held', [first], 'trust-version-not-rising'],
    ['an older version after a newer one', [second, second], 'signer-unknown'],
    ['the same version again', [following(first, { version: 1 }, serverKey)], 'trust-version-not-rising'],
    ['a version left out', [following(first, { version: 3 }, serverKey)], 'trust-chain-broken'],
    ['another one before', [following(first, { previous: 'b'.repeat(64) }, serverKey)], 'trust-chain-broken'],
    ['none before', [following(first, { previous: null }, serverKey)], 'trust-chain-broken'],
    ['another organization', [following(first, { organization: deviceId }, serverKey)], 'wrong-organization'],
    ['a stranger', [following(first, {}, strangerKey)], 'signer-unknown'],
    ['a key that only the new set names', [following(first, { signers: replaced }, nextServerKey)], 'signer-unknown'],
    [
      'a server key replaced before, signing again',
      [second, following(second, { signers: plainSigners }, serverKey)],
      'signer-unknown',
    ],
    ['a changed text', [{ ...second, text: second.text.replace('"version":2', '"version":2 ') }], 'signature-invalid'],
  ] as [string, SignedText[], string][])('refuses %s', (_name, chain, code) => {
    expect(verifyTrustChain(chain, { held })).toEqual({ ok: false, code });
  });

  const others = withApprover.slice(0, 2);
  it.each([
    ['server keys by a server key', first, { signers: replaced }, serverKey, true],
    ['server keys by the recovery key', first, { signers: replaced }, recoveryKey, true],
    ['the first approver by a server key', first, { signers: withApprover }, serverKey, true],
    [
      'rules and name without approvers by a server key',
      first,
      { rules: [wipeRule], console: consoleName },
      serverKey,
      true,
    ],
    ['the recovery key by a server key', first, { signers: withNewRecovery }, serverKey, false],
    ['the recovery key by itself', first, { signers: withNewRecovery }, recoveryKey, true],
    [
      'the recovery key by an approver',
      guarded,
      { signers: [...withNewRecovery, es256Signer('approver', approverKey)] },
      approverKey,
      false,
    ],
    [
      'server keys by an approver',
      guarded,
      { signers: [...replaced, es256Signer('approver', approverKey)] },
      approverKey,
      false,
    ],
    ['an approver by a server key', guarded, { signers: [...withApprover, secondApprover] }, serverKey, false],
    ['an approver by an approver', guarded, { signers: [...withApprover, secondApprover] }, approverKey, true],
    ['an approver by the recovery key', guarded, { signers: [...others, secondApprover] }, recoveryKey, true],
    ['an approver exchanged by a server key', guarded, { signers: [...others, secondApprover] }, serverKey, false],
    ['rules by a server key', guarded, { rules: [{ ...wipeRule, maxDevices: 11 }] }, serverKey, false],
    ['rules by an approver', guarded, { rules: [{ ...wipeRule, maxDevices: 11 }] }, approverKey, true],
    ['one more rule by a server key', guarded, { rules: [wipeRule, { ...wipeRule, kind: 'lock' }] }, serverKey, false],
    ["the console's name by a server key", guarded, { console: consoleName }, serverKey, false],
    ["the console's name by an approver", guarded, { console: consoleName }, approverKey, true],
    ['all approvers away by a server key', guarded, { signers: plainSigners }, serverKey, false],
    ['all approvers away by the recovery key', guarded, { signers: plainSigners }, recoveryKey, false],
    ['all approvers away by an approver', guarded, { signers: plainSigners }, approverKey, false],
    ['all rules away by an approver', guarded, { rules: [] }, approverKey, false],
    ['all rules to zero by the recovery key', guarded, { rules: [{ ...wipeRule, approvals: 0 }] }, recoveryKey, false],
    ['nothing, by a server key', guarded, {}, serverKey, true],
  ] as [string, SignedText, Partial<TrustSet>, SigningKey, boolean][])(
    'changes %s',
    (_name, before, changes, key, allowed) => {
      const state = before === first ? held : heldGuarded;
      const result = verifyTrustChain([following(before, changes, key)], { held: state });
      expect(result.ok ? 'changed' : result.code).toBe(allowed ? 'changed' : 'trust-weakened');
    },
  );

  describe('where two have to approve', () => {
    const home = { origin: 'https://a.example', rpId: 'a.example' };
    const [ann, ben] = ['018f0000-0000-7000-8000-0000000000a1', '018f0000-0000-7000-8000-0000000000a2'];
    const [annPasskey, annSpare, benPasskey] = [ann, ann, ben].map((holder) => createSoftwarePasskey(home, { holder }));
    if (annPasskey === undefined || annSpare === undefined || benPasskey === undefined) throw new Error('no passkeys');
    const signers = [...plainSigners, annPasskey.signer, annSpare.signer, benPasskey.signer];
    const rules = [{ kind: 'wipe', approvals: 2, maxDevices: 10 }];
    const strict = following(first, { signers, rules, console: home }, serverKey);
    const state = stateOf([first, strict]);
    const changeBy = (changes: Partial<TrustSet>, ...by: SoftwarePasskey[]) => {
      const { text } = following(strict, changes);
      const result = verifyTrustChain([{ text, signatures: by.map((one) => one.assert('trust-set', text)) }], {
        held: state,
      });
      return result.ok ? 'changed' : result.code;
    };
    const weaker = { rules: [{ kind: 'wipe', approvals: 1, maxDevices: 10 }] };

    it.each([
      ['one of them', [annPasskey], weaker, 'trust-weakened'],
      ['one of them with two keys', [annPasskey, annSpare], weaker, 'trust-weakened'],
      ['both', [annPasskey, benPasskey], weaker, 'changed'],
      ['both, but to none at all', [annPasskey, benPasskey], { rules: [] }, 'trust-weakened'],
      ['nobody', [], weaker, 'signer-unknown'],
    ] as [string, SoftwarePasskey[], Partial<TrustSet>, string][])('%s', (_name, by, changes, code) => {
      expect(changeBy(changes, ...by)).toBe(code);
    });

    it.each([
      ['its holder', { holder: ben }],
      ['its name', { name: 'Somebody else' }],
      ['what it is', { use: 'key' as const }],
      ['its credential', { credentialId: 'BBBB' }],
    ])('a signer keeps %s, whatever the server signs', (_name, change) => {
      const changed = signers.map((signer) => (signer === annPasskey.signer ? { ...signer, ...change } : signer));
      const link = following(strict, { signers: changed }, serverKey);
      expect(verifyTrustChain([link], { held: state })).toEqual({ ok: false, code: 'trust-weakened' });
    });

    it('a shape that is not known is none: a passkey in another role, without a console, or of another use', () => {
      const [server] = plainSigners;
      const odd: Partial<TrustSet>[] = [
        { signers: [...signers, { ...es256Signer('server', nextServerKey), use: 'passkey' }] },
        { console: null },
        { signers: [...signers, { ...server, keyId: 'f'.repeat(32), use: 'face' } as never] },
      ];
      for (const changes of odd)
        expect(verifyTrustChain([following(strict, changes, recoveryKey)], { held: state })).toEqual({
          ok: false,
          code: 'statement-malformed',
        });
    });
  });

  it('still knows of an approver in a state kept as JSON', () => {
    const stored = JSON.parse(JSON.stringify(heldGuarded)) as typeof heldGuarded;
    const result = verifyTrustChain([following(guarded, { signers: plainSigners }, recoveryKey)], { held: stored });
    expect(result).toEqual({ ok: false, code: 'trust-weakened' });
    expect(stored.set.organization).toBe(organizationId);
  });
});
