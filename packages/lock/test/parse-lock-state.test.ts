// The strict reading of a stored state: every field, every invariant.
import { describe, expect, it } from 'vitest';
import { initialState, type LockState, lockedState, parseLockState, RELEASE_MS } from '../src/index.ts';
import { command, healthy, inMode, keyIn, LOCKED_AT, lockNoKeys, MODES, run, ssid, T0, tick } from './device.ts';

const stored = (state: LockState): unknown => JSON.parse(JSON.stringify(state));
const release = { by: 'key', from: T0, until: T0 + RELEASE_MS, settingsRevision: 1 };

const WRITTEN: [string, LockState][] = [
  ...MODES.map((mode): [string, LockState] => [mode, inMode(mode, { shutDownAfterLockMs: 1000 })]),
  ['initial', initialState(T0)],
  ['lost', lockedState(T0)],
  ['lost, then locked and released', run(lockedState(T0), command('lock', T0), keyIn(T0)).state],
  ['unlocked before the first check-in', run(initialState(T0), command('unlock', T0)).state],
  ['released by key', run(inMode('remote'), keyIn(LOCKED_AT + 0.7)).state],
  ['released by SSID', run(inMode('timer'), ssid(LOCKED_AT)).state],
  ['no keys', run(healthy(), lockNoKeys(T0)).state],
];

describe('parseLockState', () => {
  it.each(WRITTEN)('reads what the lock wrote: %s', (_, state) => {
    expect(parseLockState(stored(state))).toEqual(state);
  });

  it.each([null, undefined, 0, '', 'unlocked', true, [], {}, [1], { mode: 'unlocked' }])('refuses %j', (value) => {
    expect(parseLockState(value)).toBeNull();
  });

  it('refuses a state with a field too few', () => {
    for (const name of Object.keys(initialState(T0))) {
      const { [name]: _, ...rest } = stored(healthy()) as Record<string, unknown>;
      expect(parseLockState(rest), name).toBeNull();
      expect(parseLockState({ ...rest, [`${name}x`]: null }), name).toBeNull();
    }
  });

  it('refuses a field too many', () => {
    expect(parseLockState({ ...healthy(), more: 1 })).toBeNull();
    expect(parseLockState(JSON.parse(JSON.stringify(healthy()).replace('{', '{"__proto__":{},')))).toBeNull();
  });

  it.each([
    ['version', 2],
    ['version', '1'],
    ['mode', 'open'],
    ['mode', null],
    ['registeredAt', '0'],
    ['registeredAt', Number.NaN],
    ['stateLost', 0],
    ['lastCheckIn', Number.POSITIVE_INFINITY],
    ['lastCheckIn', '1'],
    ['settingsRevision', '1'],
    ['policy', {}],
    ['policy', { timerLock: { enabled: true, periodMs: null }, simMonitoring: true, shutDownAfterLockMs: null }],
    ['policy', { timerLock: { enabled: 1, periodMs: 1 }, simMonitoring: true, shutDownAfterLockMs: null }],
    ['policy', { timerLock: null, simMonitoring: true, shutDownAfterLockMs: null }],
    ['policy', { timerLock: { enabled: true, periodMs: 1 }, simMonitoring: 'on', shutDownAfterLockMs: null }],
    ['policy', { timerLock: { enabled: true, periodMs: 1 }, simMonitoring: true, shutDownAfterLockMs: 'no' }],
    ['release', false],
    ['keyPresent', null],
    ['noKeys', null],
    ['sim', null],
    ['sim', { baseline: 1, tolerated: null, present: null, absenceReported: false }],
    ['sim', { baseline: null, tolerated: 1, present: null, absenceReported: false }],
    ['sim', { baseline: null, tolerated: null, present: 1, absenceReported: false }],
    ['sim', { baseline: null, tolerated: null, present: null, absenceReported: null }],
    ['shutDownAt', 'now'],
    ['wipeId', 1],
  ])('refuses %s as %j', (name, value) => {
    expect(parseLockState({ ...healthy(), [name]: value })).toBeNull();
  });

  it.each([
    ['by', 'usb'],
    ['from', null],
    ['until', null],
    ['settingsRevision', '1'],
    ['until', T0 + RELEASE_MS + 1],
    ['until', T0 + RELEASE_MS - 1],
    ['until', T0 + 1e12],
  ])('refuses a release with %s %j', (name, value) => {
    expect(parseLockState({ ...inMode('remote'), release })).not.toBeNull();
    expect(parseLockState({ ...inMode('remote'), release: { ...release, [name]: value } })).toBeNull();
  });

  it.each<[string, LockState, object]>([
    ['a release of an unlocked device', healthy(), { release }],
    ['a release during a wipe', inMode('wiping'), { release }],
    ['a release when deregistered', inMode('deregistered'), { release }],
    ['a release by SSID of a remote lock', inMode('remote'), { release: { ...release, by: 'ssid' } }],
    ['a release by SSID of a SIM lock', inMode('sim'), { release: { ...release, by: 'ssid' } }],
    ['a release under no keys', inMode('remote'), { release, noKeys: true }],
    ['no keys when unlocked', healthy(), { noKeys: true }],
    ['no keys with a timer lock', inMode('timer'), { noKeys: true }],
    ['a shut-down when unlocked', healthy(), { shutDownAt: T0 }],
    ['a shut-down with a timer lock', inMode('timer'), { shutDownAt: T0 }],
    ['a shut-down beside a release', inMode('remote'), { shutDownAt: T0, release }],
    ['a shut-down without a policy', run(lockedState(T0), command('lock', T0)).state, { shutDownAt: T0 }],
    ['a wipe without its command', inMode('wiping'), { wipeId: null }],
    ['the command of a wipe without the wipe', inMode('remote'), { wipeId: 'w' }],
    ['a policy without a check-in', healthy(), { lastCheckIn: null }],
    ['a policy without a revision', healthy(), { settingsRevision: null }],
    ['a revision without a policy', healthy(), { policy: null }],
  ])('refuses %s', (_, state, change) => {
    expect(parseLockState(state)).not.toBeNull();
    expect(parseLockState({ ...state, ...change })).toBeNull();
  });

  it('goes on where the stored state stopped', () => {
    const released = run(inMode('remote'), keyIn(LOCKED_AT)).state;
    const read = parseLockState(stored(released)) ?? lockedState(T0);
    expect(run(read, tick(LOCKED_AT + RELEASE_MS))).toEqual(run(released, tick(LOCKED_AT + RELEASE_MS)));
  });
});
