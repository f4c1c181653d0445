/** The pure rules of administration, as tables. */
import { lockoutDelayMs } from '@sekisho/server/features/administrators/lockout.rules';
import { isPasswordTooWeak } from '@sekisho/server/features/administrators/password.rules';
import { createPasswordHasher } from '@sekisho/server/features/administrators/password-hash';
import { deriveDeviceState, isPending, onlineForMs } from '@sekisho/server/features/device-list/device-state.rules';
import { widthOf } from '@sekisho/server/features/devices/note.rules';
import { makeSerialNumber, normaliseSerialNumber } from '@sekisho/server/features/organizations/serial-number.rules';
import { createSettingsCache } from '@sekisho/server/features/policies/settings-cache';
import { enrolmentCommand } from '@sekisho/server/features/system/enrolment-command.rules';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { splitCommandArgs } from '@sekisho/server/platform/run-command';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a password', () => {
  it.each([
    ['green tea at nine', false],
    ['correct horse battery', false],
    ['緑茶を毎朝九時に飲む習慣です', false],
    ['x9!kQ2#vLp0z', false],
    ['short', true],
    ['aaaaaaaaaaaa', true],
    ['abababababab', true],
    ['123456789012', true],
    ['abcdefghijkl', true],
    ['210987654321', true],
    ['Password1234', true],
    ['P@ssw0rd2026', true],
    ['tanaka-tanaka', true],
    ['Tanaka2026!!', false],
  ])('%s: too weak %s', (password, tooWeak) => {
    expect(isPasswordTooWeak(password, 'tanaka')).toBe(tooWeak);
  });

  it('is found equal to its hash, in whatever form it was typed, and to no other', async () => {
    const hasher = createPasswordHasher(systemRandomness, 4);
    const stored = await hasher.hash('ｶﾞｷﾞｸﾞ one two');
    expect(await hasher.verify('ガギグ one two', stored)).toBe(true);
    expect(await hasher.verify('ガギグ one Two', stored)).toBe(false);
    expect(await hasher.verify('ガギグ one two', null)).toBe(false);
    expect(await hasher.hash('same')).not.toBe(await hasher.hash('same'));
  });

  it('waits in line, and is refused when the line is too long', async () => {
    const hasher = createPasswordHasher(systemRandomness, 12);
    const all = await Promise.allSettled(Array.from({ length: 80 }, () => hasher.verify('x', null)));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(66);
    expect(all.filter((one) => one.status === 'rejected')).toHaveLength(14);
  });
});

it('closes log-in for longer with each failure, never for good', () => {
  expect([1, 4, 5, 6, 7, 10, 1000].map(lockoutDelayMs)).toEqual([0, 0, 30_000, 60_000, 120_000, 900_000, 900_000]);
});

describe('a serial number', () => {
  it('has no sign that looks like another, and is read in any spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        let taken = 0;
        const serial = makeSerialNumber((count) => {
          taken += count;
          return bytes.subarray(taken - count, taken);
        });
        expect(serial).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
        const typed = ` ${serial.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
        expect(normaliseSerialNumber(typed)).toBe(serial.replaceAll('-', ''));
      }),
    );
  });
  it('is read in full width', () => {
    expect(normaliseSerialNumber('ＡＢ１２３－ｏｉ')).toBe('AB12301');
  });
});

describe('what people see of a device', () => {
  const facts = {
    registration: 'active',
    resident: true,
    lockMode: 'unlocked',
    openCommand: null,
    wiped: null,
    replaced: false,
    pending: false,
    online: false,
    timerLockExpected: false,
  } as const;
  it.each([
    [{}, 'offline'],
    [{ resident: false }, 'inventory-only'],
    [{ resident: false, registration: 'deregistered' }, 'deregistered'],
    [{ timerLockExpected: true }, 'timer-lock-expected'],
    [{ timerLockExpected: true, pending: true }, 'timer-lock-expected'],
    [{ timerLockExpected: true, lockMode: 'timer' }, 'timer-locked'],
    [{ online: true }, 'online'],
    [{ pending: true, online: true }, 'pending'],
    [{ lockMode: 'timer', pending: true }, 'timer-locked'],
    [{ lockMode: 'sim' }, 'sim-locked'],
    [{ lockMode: 'remote' }, 'remote-locked'],
    [{ lockMode: 'remote', openCommand: 'wipe' }, 'wiping'],
    [{ lockMode: 'wiping' }, 'wiping'],
    [{ lockMode: 'wiping', wiped: 'complete' }, 'wiped'],
    [{ lockMode: 'wiping', wiped: 'incomplete', replaced: true }, 'wipe-incomplete'],
    [{ lockMode: 'wiping', replaced: true }, 'offline'],
    [{ openCommand: 'wipe', replaced: true, pending: true }, 'pending'],
    [{ lockMode: 'remote', replaced: true }, 'remote-locked'],
    [{ lockMode: 'wiping', registration: 'deregistered' }, 'deregistered'],
  ] as const)('%j: %s', (some, state) => {
    expect(deriveDeviceState({ ...facts, ...some })).toBe(state);
  });
  it.each([
    [{ fetchedRevision: null }, true],
    [{ fetchedRevision: 4 }, true],
    [{ fetchedRevision: 5 }, false],
    [{ fetchedRevision: 6 }, false],
    [{ fetchedRevision: 5, openCommand: 'lock' }, true],
    [{ fetchedRevision: 4, registration: 'deregistered' }, false],
  ] as const)('pending: %j: %s', (some, pending) => {
    const base = { registration: 'active', wantedRevision: 5, openCommand: null } as const;
    expect(isPending({ ...base, ...some })).toBe(pending);
  });
  it.each([
    [10_000, 60_000],
    [300_000, 750_000],
  ])('an interval of %i: online for %i', (interval, online) => {
    expect(onlineForMs(interval)).toBe(online);
  });
});

it.each([
  ['', 0],
  ['abc', 3],
  ['あいう', 6],
  ['ｱｲｳ', 3],
  ['１２', 4],
  ['é', 1],
  ['😀', 2],
])('%s is %i wide', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

it('writes the command for plain HTTP without a pin', () => {
  const input = { deviceUrl: 'http://sekisho.example', serialNumber: 'S', publicKeyPin: 'P' };
  expect(enrolmentCommand(input)).toBe('curl -fsS http://sekisho.example/install.sh | sh -s -- --serial S');
});

describe("a command's arguments", () => {
  it.each([
    [['500'], ['500'], {}, []],
    [['500', '--organization', 'X', '--data', '/d'], ['500'], { '--organization': 'X' }, ['--data', '/d']],
    [['--data=/d', '500', '--organization=X'], ['500'], { '--organization': 'X' }, ['--data=/d']],
    [['--help', '500'], ['500'], {}, ['--help']],
  ])('%j', (args, positionals, flags, rest) => {
    const split = splitCommandArgs(args, ['--organization']);
    expect({ ...split, flags: Object.fromEntries(split.flags) }).toEqual({ positionals, flags, rest, error: null });
  });
  it('says which flag lacks its value', () => {
    expect(splitCommandArgs(['--organization'], ['--organization']).error).toBe(
      '--organization needs a value after it',
    );
  });
});

describe('the cache of settings', () => {
  function world() {
    let nowMs = 0;
    let revision = 1;
    let waiting: (() => void)[] = [];
    const load = async () => {
      const value = { code: 'A01', revision } as never;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return value;
    };
    const cache = createSettingsCache({
      clock: { now: () => nowMs, monotonicMs: () => nowMs },
      loadPolicy: load,
      loadHomeRevision: async () => revision,
    });
    return {
      cache,
      save: () => {
        revision += 1;
      },
      pass: (ms: number) => {
        nowMs += ms;
      },
      finish: () => {
        for (const resolve of waiting) resolve();
        waiting = [];
      },
    };
  }

  it('loads once for any number who ask', async () => {
    const { cache, finish } = world();
    const both = Promise.all([cache.policyFor('o', 'A01'), cache.policyFor('o', 'A01')]);
    finish();
    const [left, right] = await both;
    expect(left).toBe(right);
  });

  it('keeps nothing that began to load before the save it was told of', async () => {
    const { cache, save, finish } = world();
    const early = cache.policyFor('o', 'A01');
    save();
    cache.forget('o', 'A01');
    const late = cache.policyFor('o', 'A01');
    finish();
    expect((await early)?.revision).toBe(1);
    expect((await late)?.revision).toBe(2);
    expect((await cache.policyFor('o', 'A01'))?.revision).toBe(2);
  });

  it('asks again after half a minute, should a message be lost', async () => {
    const { cache, save, pass } = world();
    expect(await cache.homeRevision('o')).toBe(1);
    save();
    expect(await cache.homeRevision('o')).toBe(1);
    pass(30_000);
    expect(await cache.homeRevision('o')).toBe(2);
  });

  it('forgets what could not be loaded', async () => {
    let fail = true;
    const cache = createSettingsCache({
      clock: { now: () => 0, monotonicMs: () => 0 },
      loadPolicy: async () => null,
      loadHomeRevision: async () => {
        if (fail) throw new Error('no database');
        return 7;
      },
    });
    await expect(cache.homeRevision('o')).rejects.toThrow('no database');
    fail = false;
    expect(await cache.homeRevision('o')).toBe(7);
  });
});
