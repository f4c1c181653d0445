/** Forms refuse while one types what the server would refuse, and tell what would change. */

import { defaultPolicySettings } from '@sekisho/contracts';
import { consoleEn } from '@sekisho/messages/en/console';
import { errorsEn } from '@sekisho/messages/en/errors';
import { expect, test } from 'vitest';
import { failureOf, isPassing } from '../src/api/problem.ts';
import { searchSoftware } from '../src/features/device/inventory/software-search.ts';
import { commandMany } from '../src/features/device-list/bulk-command.ts';
import {
  freePolicyCode,
  isPolicyCode,
  policyChanges,
  policyFaults,
  samePolicy,
} from '../src/features/policies/policy-form.ts';
import { ssidFault } from '../src/features/policies/sections/ssids.ts';
import { matches } from '../src/features/search/search-match.ts';
import { emptySetup, setupFaults, tokenOf, toSetupRequest } from '../src/features/setup/setup-form.ts';
import { createWording } from '../src/i18n/wording.ts';
import { metPasswordRules } from '../src/ui/password-rules.ts';

const en = createWording('en', consoleEn, errorsEn);
const sound = {
  organizationName: '株式会社関所',
  contractedDevices: 100,
  loginId: 'admin',
  password: 'correct horse battery',
  email: 'admin@example.jp',
};

test('a sound set-up has no fault, an empty one says what is missing', () => {
  expect(setupFaults(sound)).toEqual({});
  expect(setupFaults(emptySetup)).toMatchObject({
    organizationName: 'common.required',
    loginId: 'common.required',
    password: 'common.required',
    email: 'common.required',
  });
});

test.each([
  ['loginId', 'ad', 'setup.loginId.wrong'],
  ['loginId', '.admin', 'setup.loginId.wrong'],
  ['contractedDevices', 0, 'setup.contractedDevices.range'],
  ['contractedDevices', 1.5, 'setup.contractedDevices.range'],
  ['contractedDevices', '', 'common.required'],
  ['email', 'admin@example', 'setup.email.wrong'],
  ['email', 'ａｄｍｉｎ@example.jp', 'setup.email.fullWidth'],
  ['password', 'short', 'password.wrong'],
  ['organizationName', '   ', 'common.required'],
] as const)('%s of %j is refused', (field, value, text) => {
  expect(setupFaults({ ...sound, [field]: value })[field]).toBe(text);
});

test('what is sent has no blanks around it', () => {
  expect(toSetupRequest({ ...sound, organizationName: ' 関所 ', email: ' a@example.jp ' }, 't', 'ja')).toMatchObject({
    organizationName: '関所',
    email: 'a@example.jp',
  });
});

test('the secret is read from the link, whole or not at all', () => {
  expect(tokenOf('#token=a-token-that-is-long-enough')).toBe('a-token-that-is-long-enough');
  expect([tokenOf(''), tokenOf('#token=short'), tokenOf('#other=a-token-that-is-long-enough')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ['correct horse battery', 3],
  ['aaaaaaaaaaaa', 2],
  ['123456789012', 2],
  ['adminadmin12', 2],
  ['short', 1],
  ['', 0],
])('the password %j meets %i rules', (password, count) => {
  expect(metPasswordRules(password, 'admin').size).toBe(count);
});

test('a timer must leave room for three check-ins, and a minute', () => {
  const faults = (checkInIntervalMs: number, enabled: boolean, periodMs: number) =>
    policyFaults(
      { name: 'x', settings: { ...defaultPolicySettings, checkInIntervalMs, timerLock: { enabled, periodMs } } },
      en,
    );
  expect(faults(10_000, true, 60_000)).toEqual({});
  expect(faults(300_000, true, 600_000)).toEqual({ period: 'Use 15 minutes to 366 days.' });
  expect(faults(300_000, false, 600_000)).toEqual({});
  expect(faults(9_000, false, 86_400_000)).toEqual({ checkIn: 'Use 10 seconds to 7 days.' });
  expect(Object.keys(faults(Number.NaN, true, Number.NaN))).toEqual(['checkIn', 'period']);
});

test('what changes is told field by field', () => {
  const saved = { name: 'Standard', settings: defaultPolicySettings };
  const edited = {
    name: 'Standard',
    settings: {
      ...defaultPolicySettings,
      checkInIntervalMs: 60_000,
      timerLock: { enabled: true, periodMs: 86_400_000 },
    },
  };
  expect(policyChanges(saved, edited, en)).toEqual([
    { field: 'policy.checkIn.interval', from: '5 minutes', to: '1 minute' },
    { field: 'policy.section.timer', from: 'off', to: 'on' },
  ]);
  expect([samePolicy(saved, saved), samePolicy(saved, edited)]).toEqual([true, false]);
});

test('codes of policies', () => {
  expect([isPolicyCode('A11'), isPolicyCode('a11'), isPolicyCode('A1')]).toEqual([true, false, false]);
  expect(freePolicyCode(['A01', 'A02', 'A04'])).toBe('A03');
});

test.each([
  ['Office', [], undefined],
  ['', ['Office'], undefined],
  ['Office', ['Office'], 'policy.ssids.twice'],
  ['office', ['Office'], undefined],
  ['a b!~', [], undefined],
  ['本社', [], 'policy.ssids.notAscii'],
  ['Ｏｆｆｉｃｅ', [], 'policy.ssids.notAscii'],
  ['Office\u00a0', [], 'policy.ssids.notAscii'],
  [' Office', [], 'policy.ssids.edges'],
  ['Office ', [], 'policy.ssids.edges'],
  ['x'.repeat(32), [], undefined],
  ['x'.repeat(33), [], 'policy.ssids.tooLong'],
  ['Office', Array.from({ length: 50 }, (_, index) => `net-${index}`), 'policy.ssids.full'],
])('the SSID %j beside %j: %s', (name, registered, fault) => {
  expect(ssidFault(name, registered)).toBe(fault);
  // What may be added is what the server takes.
  if (fault === undefined && name !== '')
    expect(
      policyFaults({ name: 'x', settings: { ...defaultPolicySettings, ssids: [...registered, name] } }, en),
    ).toEqual({});
});

test('many devices are commanded in portions, and refusals are counted by reason', async () => {
  const sizes: number[] = [];
  const result = await commandMany(
    async (deviceIds) => {
      sizes.push(deviceIds.length);
      return { issued: deviceIds.length - 1, refused: [{ deviceId: deviceIds[0] ?? '', code: 'device-deregistered' }] };
    },
    Array.from({ length: 2500 }, (_, index) => String(index)),
    () => undefined,
  );
  expect(sizes).toEqual([1000, 1000, 500]);
  expect(result).toEqual({ issued: 2497, refusals: new Map([['device-deregistered', 3]]) });
});

test('software is found by every word, in any case, and sorted as one reads', () => {
  const program = (name: string) => ({
    name,
    version: '1.0',
    architecture: 'amd64',
    publisher: 'Debian',
    source: 'dpkg' as const,
    installedAt: null,
  });
  const programs = ['openssh-server', 'Bash', 'openssh-client'].map(program);
  expect(searchSoftware(programs, 'SSH deb', en.compare).map(({ name }) => name)).toEqual([
    'openssh-client',
    'openssh-server',
  ]);
  expect(searchSoftware(programs, '', en.compare)).toHaveLength(3);
});

test('the search box does not mind width and case', () => {
  expect([matches('ホーム', 'ﾎｰﾑ'), matches('System information', 'SYSTEM'), matches('履歴', '設定')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a failure keeps the code of the server, and anything else is unknown', () => {
  const failure = failureOf(409, { code: 'group-name-taken', requestId: 'r' });
  expect([failure.code, failure.requestId, isPassing(failure)]).toEqual(['group-name-taken', 'r', false]);
  expect(failureOf(502, '<html>').code).toBe('unknown');
  expect(failureOf(413, '<html>').code).toBe('body-too-large');
  expect(isPassing(failureOf(503, undefined))).toBe(true);
});

test('lock screen: what would be refused, and what changes, in words', () => {
  const before = { name: 'x', settings: defaultPolicySettings };
  const lockScreen = {
    message: 'お返しください。\n'.repeat(9),
    telephone: '03-1234-5678',
    shutDownAfterLockMs: 600_000,
  };
  const after = { name: 'x', settings: { ...defaultPolicySettings, lockScreen } };
  expect(policyFaults(after, en)).toEqual({});
  expect(policyChanges(before, after, en)).toEqual([
    { field: 'policy.lockScreen.message', from: 'none', to: expect.stringMatching(/^お返しください。.{32}…$/) },
    { field: 'policy.lockScreen.telephone', from: 'none', to: '03-1234-5678' },
    { field: 'policy.lockScreen.shutDown', from: 'off', to: '10 minutes' },
  ]);
  const wrong = { message: 'x'.repeat(501), telephone: '1'.repeat(41), shutDownAfterLockMs: 59_000 };
  expect(policyFaults({ name: 'x', settings: { ...defaultPolicySettings, lockScreen: wrong } }, en)).toEqual({
    message: 'At most 500 characters, please.',
    telephone: 'At most 40 characters, please.',
    shutDown: 'Use 1 minute to 24 hours.',
  });
});
