/** What the screens say about states, commands, events, policies and times, in both languages. */
import { deviceEventKinds } from '@sekisho/contracts';
import { consoleEn } from '@sekisho/messages/en/console';
import { errorsEn } from '@sekisho/messages/en/errors';
import { consoleJa } from '@sekisho/messages/ja/console';
import { errorsJa } from '@sekisho/messages/ja/errors';
import { expect, test } from 'vitest';
import { commandSteps } from '../src/features/device/command-progress.ts';
import { noteWidth } from '../src/features/device/note-width.ts';
import { stateReasons } from '../src/features/device/state-reason.ts';
import { timelineLabel, timelineNote, timelineTone } from '../src/features/device/timeline-label.ts';
import { isReservedName } from '../src/features/groups/group-name.ts';
import { toHistoryQuery } from '../src/features/lock-history/history-filters.ts';
import { createWording, durationParts } from '../src/i18n/wording.ts';
import { policyLabel } from '../src/ui/policy-label.ts';
import { makeCommands, uuid } from './fake-world.ts';

const ja = createWording('ja', consoleJa, errorsJa);
const en = createWording('en', consoleEn, errorsEn);
const issuedAt = '2026-11-22T00:00:00Z';
const open = { issuedAt, deliveredAt: null, executedAt: null, completedAt: null };

test.each([
  ['issued', open, ['done', 'current', 'waiting', 'waiting']],
  ['delivered', { ...open, deliveredAt: issuedAt }, ['done', 'done', 'current', 'waiting']],
  [
    'done',
    { ...open, deliveredAt: issuedAt, executedAt: issuedAt, completedAt: issuedAt },
    ['done', 'done', 'done', 'done'],
  ],
  ['refused', { ...open, deliveredAt: issuedAt, completedAt: issuedAt }, ['done', 'done', 'ended', 'ended']],
  ['superseded', open, ['done', 'ended', 'ended', 'ended']],
] as const)('a command that is %s shows its steps', (state, times, expected) => {
  expect(commandSteps({ state, ...times }).map(({ status }) => status)).toEqual(expected);
});

test('why a device is locked names who issued the lock that is in force', () => {
  const device = {
    state: 'remote-locked',
    lockMode: 'remote',
    releasedUntil: null,
    releasedBy: null,
    pending: false,
    online: true,
    timerLocksAt: null,
  } as const;
  const [reason] = stateReasons(device, makeCommands(uuid(1)));
  expect(reason).toMatchObject({ key: 'device.why.remoteBy', who: 'admin' });
  expect(stateReasons(device, [])[0]).toEqual({ key: 'device.why.remote' });
});

test('a deregistered or wiping device has one reason and no more', () => {
  const device = {
    state: 'wiping',
    releasedUntil: null,
    releasedBy: null,
    pending: true,
    online: false,
    timerLocksAt: null,
  } as const;
  expect(stateReasons({ ...device, lockMode: 'deregistered' }, [])).toEqual([{ key: 'device.why.deregistered' }]);
  expect(stateReasons({ ...device, lockMode: 'wiping' }, [])).toEqual([{ key: 'device.why.wiping' }]);
  for (const state of ['wiped', 'wipe-incomplete'] as const)
    expect(stateReasons({ ...device, state, lockMode: 'wiping' }, [])).toEqual([{ key: `device.why.${state}` }]);
});

test('a timer lock says that the next check-in ends it, not when commands arrive', () => {
  const device = {
    state: 'timer-locked',
    lockMode: 'timer',
    releasedUntil: issuedAt,
    releasedBy: null,
    pending: false,
    online: false,
    timerLocksAt: null,
  } as const;
  expect(stateReasons(device, []).map(({ key }) => key)).toEqual(['device.why.released', 'device.why.timer']);
});

test('a device that must have locked itself is said to have done so probably, and since when', () => {
  const device = {
    state: 'timer-lock-expected',
    lockMode: 'unlocked',
    releasedUntil: null,
    releasedBy: null,
    pending: false,
    online: false,
    timerLocksAt: issuedAt,
  } as const;
  expect(stateReasons(device, [])[0]).toEqual({ key: 'device.why.timerExpected', at: issuedAt });
});

test.each(deviceEventKinds)('the event %s has words in both languages', (what) => {
  for (const wording of [ja, en])
    expect(timelineLabel({ what, commandKind: null, detail: {} }, wording)).not.toBe(what);
});

test('an event of a newer agent stands as it came', () => {
  expect(timelineLabel({ what: 'from-tomorrow', commandKind: null, detail: {} }, ja)).toBe('from-tomorrow');
  expect(timelineTone('from-tomorrow')).toBe('plain');
  expect(timelineLabel({ what: 'command-issued', commandKind: 'sing', detail: {} }, en)).toBe('sing was issued');
});

test.each([
  ['key', 'device.why.released.key'],
  ['ssid', 'device.why.released.ssid'],
  [null, 'device.why.released'],
] as const)('a release by %s says so', (releasedBy, key) => {
  const device = {
    state: 'timer-locked',
    lockMode: 'timer',
    releasedUntil: issuedAt,
    releasedBy,
    pending: false,
    online: false,
    timerLocksAt: null,
  } as const;
  expect(stateReasons(device, [])[0]).toEqual({ key, at: issuedAt });
});

test('a lock without keys says that none releases it, until a later lock with keys', () => {
  const device = {
    state: 'remote-locked',
    lockMode: 'remote',
    releasedUntil: null,
    releasedBy: null,
    pending: false,
    online: true,
    timerLocksAt: null,
  } as const;
  const [lock, ...others] = makeCommands(uuid(1));
  if (lock === undefined) throw new Error('no lock');
  const keys = (commands: Parameters<typeof stateReasons>[1]) => stateReasons(device, commands).map(({ key }) => key);
  expect(keys([{ ...lock, noKeys: true }, ...others])).toContain('device.why.noKeys');
  expect(keys([lock, ...others])).not.toContain('device.why.noKeys');
});

const key = { file: 'sekisho-unlock-A01.key' };
test.each([
  ['released', { by: 'key', until: 0 }, '解除キーで一時解除されました (60 分)', null],
  ['released', { by: 'ssid', until: 0 }, 'Wi-Fi (SSID) で一時解除されました (60 分)', null],
  ['released', {}, '一時解除されました (60 分)', null],
  [
    'unlock-key-ignored',
    { ...key, code: 'wrong-organization' },
    '使えない解除キーが挿し込まれました',
    `${key.file}: 別の組織の解除キー`,
  ],
  [
    'unlock-key-ignored',
    { ...key, code: 'signature-invalid' },
    '使えない解除キーが挿し込まれました',
    `${key.file}: 壊れているか、書き換えられた解除キー`,
  ],
  ['sim-locked', { iccid: '8981', expected: '8980' }, 'SIM ロックになりました', 'SIM 8981 (登録した SIM は 8980)'],
  ['sim-registered', { iccid: '8980' }, 'SIM を監視の対象として登録しました', 'SIM 8980'],
  ['sim-locked', {}, 'SIM ロックになりました', null],
  [
    'screen-incomplete',
    { fault: 'system-message-refused' },
    'ロックしましたが、画面の一部を出せませんでした',
    'OS のロック画面とログイン画面に、文言と電話番号を設定できませんでした',
  ],
  [
    'screen-incomplete',
    { fault: 'of-a-newer-agent' },
    'ロックしましたが、画面の一部を出せませんでした',
    'of-a-newer-agent',
  ],
  ['shut-down-failed', {}, 'シャットダウンできませんでした', null],
])('the timeline tells %s with %j', (what, detail, label, note) => {
  const entry = { what, detail, commandKind: null };
  expect([timelineLabel(entry, ja), timelineNote(entry, ja)]).toEqual([label, note]);
});

test('a refusal of a known command names it', () => {
  expect(timelineLabel({ what: 'command-refused', commandKind: 'lock', detail: {} }, ja)).toBe(
    '端末がロックを拒否しました',
  );
});

test.each([
  ['', 0],
  ['abc', 3],
  ['備考', 4],
  ['ｱｲ', 2],
  ['ABC漢字', 7],
  ['𠮷', 2],
])('the note %s is %i half-width characters long', (note, width) => {
  expect(noteWidth(note)).toBe(width);
});

test('the name of the whole organization is recognised however it is typed', () => {
  expect(['全体管理', ' 全体管理 ', 'Whole Organization'].map(isReservedName)).toEqual([true, true, true]);
  expect(isReservedName('全体管理部')).toBe(false);
});

test('a day of the history runs from midnight to midnight', () => {
  const { from, until } = toHistoryQuery({ day: '2026-11-22' });
  expect(Date.parse(until ?? '') - Date.parse(from ?? '')).toBe(86_400_000);
  expect(toHistoryQuery({}).from).toBeUndefined();
});

test.each([
  [10_000, 'seconds', 10],
  [90_000, 'seconds', 90],
  [300_000, 'minutes', 5],
  [5_400_000, 'minutes', 90],
  [86_400_000, 'days', 1],
  [90_000_000, 'hours', 25],
] as const)('%i ms is shown in %s', (valueMs, unit, value) => {
  expect(durationParts(valueMs)).toEqual({ unit, value });
});

test('times, sizes and numbers follow the language', () => {
  const nowMs = Date.parse('2026-11-22T01:00:00Z');
  expect([ja.relative('2026-11-22T00:57:00Z', nowMs), en.relative('2026-11-22T00:57:00Z', nowMs)]).toEqual([
    '3 分前',
    '3 minutes ago',
  ]);
  expect(en.relative('2026-11-22T00:59:58Z', nowMs)).toBe('just now');
  expect([ja.duration(300_000), en.duration(60_000)]).toEqual(['5 分', '1 minute']);
  expect(en.bytes(0)).toBe('0 byte');
  expect(en.bytes(34_359_738_368)).toBe('32 GB');
});

test('an error nobody knows has a text all the same, and no connection its own', () => {
  expect(ja.error('from-tomorrow')).toEqual(errorsJa.unknown);
  expect(en.error('no-connection').title).toBe('The server cannot be reached.');
});

test('a policy is not called by its code twice', () => {
  expect([policyLabel('A01', '設定 A01'), policyLabel('A02', '持ち出し')]).toEqual(['設定 A01', 'A02 持ち出し']);
});
