/** The pure decisions around devices, as tables and properties. */
import {
  areItemsRising,
  areSettingsDue,
  createReportHash,
  newItemsOf,
} from '@sekisho/server/features/check-in/check-in.rules';
import { refusalOf } from '@sekisho/server/features/commands/command-target.rules';
import { refusalOf as deregistrationRefusalOf } from '@sekisho/server/features/deregistration/deregistration.rules';
import { makeToken, readToken } from '@sekisho/server/features/device-tokens/bearer-token.rules';
import { isNonceGood, makeNonce, nonceLifetimeMs } from '@sekisho/server/features/device-tokens/nonce.rules';
import {
  type KnownDevice,
  planEnrolments,
  type UsableInstaller,
} from '@sekisho/server/features/registration/enrolment.rules';
import { createGuessLimit } from '@sekisho/server/features/registration/guess-limit';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const device = { state: 'active', clientKind: 'standard', groupId: 3, wiping: false } as const;

describe('a lock, an unlock or a request for an inventory', () => {
  it.each([
    ['may be issued', device, null, null],
    ['may be issued in a group of one’s own', device, [1, 3], null],
    ['not outside one’s groups', device, [1], 'device-not-found'],
    ['not without any group', device, [], 'device-not-found'],
    ['not for a device in no group', { ...device, groupId: null }, [3], 'device-not-found'],
    ['not for nobody', null, null, 'device-not-found'],
    ['not for a deregistered device', { ...device, state: 'deregistered' }, null, 'device-deregistered'],
    ['not where no client stays', { ...device, clientKind: 'standalone' }, null, 'client-not-resident'],
    ['may be issued for a linked clone', { ...device, clientKind: 'linked-clone' }, null, null],
    ['not while wiping', { ...device, wiping: true }, null, 'command-refused-while-wiping'],
    ['not told of outside one’s groups', { ...device, state: 'deregistered' }, [1], 'device-not-found'],
  ] as const)('%s', (_name, target, groupIds, code) => {
    const kinds = ['lock', 'unlock', 'collect-inventory'] as const;
    expect(kinds.map((kind) => refusalOf(target, kind, groupIds))).toEqual(kinds.map(() => code));
  });
});

describe('a deregistration', () => {
  it.each([
    ['may be', device, null, null],
    ['not twice', { ...device, state: 'deregistered' }, null, 'device-deregistered'],
    ['not outside one’s groups', device, [4], 'device-not-found'],
    ['not for nobody', null, null, 'device-not-found'],
  ] as const)('%s', (_name, target, groupIds, code) => {
    expect(deregistrationRefusalOf(target, groupIds)).toBe(code);
  });
});

describe('enrolments of a batch', () => {
  const known = new Map<string, KnownDevice>([
    ['active', { id: 'd1', state: 'active' }],
    ['gone', { id: 'd2', state: 'deregistered' }],
  ]);

  it.each([
    ['a new key takes a licence', ['a'], 1, ['new']],
    ['none left', ['a'], 0, ['full']],
    ['the last one goes to the first', ['a', 'b'], 1, ['new', 'full']],
    ['a known key needs none', ['active'], 0, ['known']],
    ['a deregistered key comes no more', ['gone'], 5, ['deregistered']],
    ['one key twice is one device', ['a', 'a', 'b'], 2, ['new', 'same-as', 'new']],
    ['one key twice, both too late', ['a', 'a'], 0, ['full', 'full']],
  ])('%s', (_name, hashes, free, outcomes) => {
    const candidates = hashes.map((keyHash) => ({ keyHash, installerId: null }));
    expect(planEnrolments(candidates, known, new Map(), free).map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  const installers = new Map<string, UsableInstaller>([
    ['any', { refusal: null, usesLeft: null }],
    ['one', { refusal: null, usesLeft: 1 }],
    ['none', { refusal: null, usesLeft: 0 }],
    ['old', { refusal: 'installer-expired', usesLeft: 5 }],
    ['void', { refusal: 'installer-revoked', usesLeft: null }],
  ]);
  const refused = (code: string) => ({ outcome: 'refused', code });

  it.each([
    ['an installer for any number', ['a any', 'b any'], 2, [{ outcome: 'new' }, { outcome: 'new' }]],
    ['its last use goes to the first', ['a one', 'b one'], 2, [{ outcome: 'new' }, refused('installer-used-up')]],
    ['one key twice is one use', ['a one', 'a one'], 2, [{ outcome: 'new' }, { outcome: 'same-as', index: 0 }]],
    ['none left', ['a none'], 1, [refused('installer-used-up')]],
    ['too late', ['a old'], 1, [refused('installer-expired')]],
    ['revoked', ['a void'], 1, [refused('installer-revoked')]],
    ['one that is not there', ['a forged'], 1, [refused('enrolment-refused')]],
    ['refused, and then by serial number', ['a old', 'a'], 1, [refused('installer-expired'), { outcome: 'new' }]],
    ['a known key, whatever became of its installer', ['active void'], 0, [{ outcome: 'known', deviceId: 'd1' }]],
    ['no licence spends no use', ['a one', 'a one'], 0, [{ outcome: 'full' }, { outcome: 'full' }]],
  ])('by installer: %s', (_name, shown, free, expected) => {
    const candidates = shown.map((text) => {
      const [keyHash = '', installerId = null] = text.split(' ');
      return { keyHash, installerId };
    });
    expect(planEnrolments(candidates, known, installers, free)).toEqual(expected);
  });

  it.each([
    ['takes neither a use nor a licence', 'a none', 0, { outcome: 'returns', deviceId: 'd9' }],
    ['not by an installer that is over', 'a old', 1, refused('installer-expired')],
    ['not by one that was revoked', 'a void', 1, refused('installer-revoked')],
    ['not by one that is not there', 'a forged', 1, refused('enrolment-refused')],
  ])('a clone that comes back: %s', (_name, shown, free, expected) => {
    const [keyHash = '', installerId = ''] = shown.split(' ');
    expect(planEnrolments([{ keyHash, installerId }], known, installers, free, new Map([[0, 'd9']]))).toEqual([
      expected,
    ]);
  });

  it('never give more licences or uses than there are, nor two to one key', () => {
    const candidate = fc.record({
      keyHash: fc.constantFrom('a', 'b', 'c', 'active', 'gone'),
      installerId: fc.constantFrom(null, ...installers.keys(), 'forged'),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), fc.nat({ max: 4 }), (candidates, free) => {
        const plan = planEnrolments(candidates, known, installers, free);
        const added = candidates.filter((_, index) => plan[index]?.outcome === 'new');
        expect(added.length).toBeLessThanOrEqual(free);
        expect(new Set(added.map(({ keyHash }) => keyHash)).size).toBe(added.length);
        expect(added.filter(({ installerId }) => installerId === 'one').length).toBeLessThanOrEqual(1);
        expect(
          added.filter(({ installerId }) => ['none', 'old', 'void', 'forged'].includes(installerId ?? '')),
        ).toEqual([]);
        expect(plan).toHaveLength(candidates.length);
      }),
    );
  });
});

describe('items of a check-in', () => {
  const event = (number: number) => ({ kind: 'event' as const, number, at: 0, what: 'started' });

  it('rise', () => {
    expect(areItemsRising([])).toBe(true);
    expect(areItemsRising([event(2), event(5)])).toBe(true);
    expect(areItemsRising([event(2), event(2)])).toBe(false);
    expect(areItemsRising([event(3), event(2)])).toBe(false);
  });

  it('are stored exactly once, in whatever pieces and however often they come', () => {
    const visits = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })), { maxLength: 20 });
    fc.assert(
      fc.property(visits, (ranges) => {
        let storedThrough = 0;
        const stored: number[] = [];
        for (const [from, to] of ranges) {
          // A device sends what is not yet stored, from somewhere before it on.
          const start = Math.min(from, storedThrough) + 1;
          const sent = Array.from({ length: Math.max(0, to - start + 1) }, (_, index) => event(start + index));
          const added = newItemsOf(sent, storedThrough);
          stored.push(...added.events.map(({ number }) => number));
          storedThrough = added.storedThrough;
        }
        expect(stored).toEqual(Array.from({ length: storedThrough }, (_, index) => index + 1));
      }),
    );
  });

  it('make the same hash for the same report only', () => {
    const reportHash = createReportHash();
    const report = { lock: { mode: 'remote', screen: 'remote', releasedUntil: null }, logonUser: null } as const;
    expect(createReportHash()({ ...report })).toBe(reportHash(report));
    for (const other of [
      { ...report, logonUser: '' },
      { ...report, lock: { ...report.lock, screen: 'none' as const } },
      { ...report, lock: { ...report.lock, releasedUntil: 0 } },
    ])
      expect(reportHash(other)).not.toBe(reportHash(report));
    expect(BigInt.asIntN(64, BigInt(reportHash(report))).toString()).toBe(reportHash(report));
  });
});

describe('settings', () => {
  const wanted = { homeRevision: 5, policyRevision: 7, deviceRevision: 6, policyCode: 'A01' };
  it.each([
    ['the same', 7, 'A01', false],
    ['older', 6, 'A01', true],
    ['newer than this process knows', 8, 'A01', false],
    ['of another policy', 7, 'A02', true],
    ['of none', 0, null, true],
  ])('%s', (_name, settingsRevision, policyCode, due) => {
    expect(areSettingsDue({ settingsRevision, policyCode }, wanted)).toBe(due);
  });
});

describe('a nonce', () => {
  const [key, random] = [Buffer.alloc(32, 1), Buffer.alloc(10, 2)];
  const nonce = makeNonce(key, 1_000_000, random);
  it.each([
    ['at once', key, nonce, 1_000_000, true],
    ['just in time', key, nonce, 1_000_000 + nonceLifetimeMs - 1, true],
    ['too late', key, nonce, 1_000_000 + nonceLifetimeMs, false],
    ['from far in the future', key, makeNonce(key, 9_000_000, random), 1_000_000, false],
    ['by another key', Buffer.alloc(32, 3), nonce, 1_000_000, false],
    ['cut', key, nonce.slice(0, -1), 1_000_000, false],
    ['none', key, '', 1_000_000, false],
  ])('%s', (_name, of, text, nowMs, good) => {
    expect(isNonceGood(of, text, nowMs)).toBe(good);
  });

  it('is not good with anything changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: nonce.length - 1 }), fc.nat({ max: 6 }), (at, bit) => {
        const changed =
          nonce.slice(0, at) + String.fromCharCode(nonce.charCodeAt(at) ^ (1 << bit)) + nonce.slice(at + 1);
        expect(isNonceGood(key, changed, 1_000_000)).toBe(false);
      }),
    );
  });
});

describe('a bearer token', () => {
  const keys = { token: Buffer.alloc(32, 1), seal: Buffer.alloc(32, 2) };
  const content = { deviceId: 'd', organizationId: 'o', holder: 0, expiresAt: 5_000, id: 'j' };
  const token = makeToken(keys, content);

  it('says who, until when, and under which key to seal', () => {
    expect(readToken(keys, token, 4_999)).toMatchObject(content);
    expect(readToken(keys, token, 5_000)).toBeNull();
    expect(readToken(keys, makeToken(keys, { ...content, holder: 7 }), 0)).toMatchObject({ holder: 7 });
    expect(readToken({ ...keys, token: Buffer.alloc(32, 9) }, token, 0)).toBeNull();
    const other = readToken(keys, makeToken(keys, { ...content, id: 'k' }), 0);
    expect(other?.sealKey).not.toBe(readToken(keys, token, 0)?.sealKey);
  });

  it('is not read with anything changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.nat({ max: 6 }), (at, bit) => {
        const changed =
          token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) ^ (1 << bit)) + token.slice(at + 1);
        expect(readToken(keys, changed, 0)).toBeNull();
      }),
    );
    for (const text of ['', '.', 'x.y', `${'A'.repeat(43)}`]) expect(readToken(keys, text, 0)).toBeNull();
  });
});

describe('guessing', () => {
  const options = { windowMs: 1_000, wrongPerAddress: 2, wrongOverall: 5, maximumAddresses: 4 };
  const limitAt = () => {
    const time = { nowMs: 0 };
    const limit = createGuessLimit({ now: () => time.nowMs, monotonicMs: () => time.nowMs }, options);
    return { time, limit };
  };

  it('stops an address after so many, until the window ends', () => {
    const { time, limit } = limitAt();
    limit.wrong('192.0.2.1');
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
    limit.wrong('192.0.2.1');
    expect(limit.waitSeconds('192.0.2.1')).toBe(1);
    expect(limit.waitSeconds('::ffff:192.0.2.1')).toBe(1);
    expect(limit.waitSeconds('192.0.2.2')).toBe(0);
    time.nowMs = 1_000;
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });

  it('takes a whole IPv6 network for one address', () => {
    const { limit } = limitAt();
    limit.wrong('2001:db8:1:2::1');
    limit.wrong('2001:db8:1:2:aaaa:bbbb:cccc:dddd');
    expect(limit.waitSeconds('2001:db8:1:2::99')).toBe(1);
    expect(limit.waitSeconds('2001:db8:1:3::1')).toBe(0);
  });

  it('stops everybody who was wrong once when too many are, and nobody else', () => {
    const { limit } = limitAt();
    for (let count = 1; count <= 5; count += 1) limit.wrong(`192.0.2.${count}`);
    expect(limit.waitSeconds('192.0.2.5')).toBe(1);
    expect(limit.waitSeconds('198.51.100.1')).toBe(0);
  });

  it('remembers a bounded number of addresses', () => {
    const { limit } = limitAt();
    limit.wrong('192.0.2.1');
    limit.wrong('192.0.2.1');
    for (let count = 2; count <= 5; count += 1) limit.wrong(`192.0.2.${count}`);
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });
});
