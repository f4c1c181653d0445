/** Client deployment: which clients are offered, what the forms refuse, what two people's changes become, what things are called. */
import {
  type ClientKind,
  InstallerSettingSave,
  installerDownloadStates,
  installerFileName,
  readInstallerFileName,
} from '@sekisho/contracts';
import { consoleEn } from '@sekisho/messages/en/console';
import { errorsEn } from '@sekisho/messages/en/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { downloadStates, parseDownloadFilters } from '../src/features/client-deployment/download-filters.ts';
import {
  downloadFaults,
  downloadState,
  newDownload,
  toDownloadCreate,
} from '../src/features/client-deployment/download-form.ts';
import { groupChoices } from '../src/features/client-deployment/group-choices.ts';
import { clientOf, offeredClients } from '../src/features/client-deployment/offered-kinds.ts';
import { buildCommand, packageState, runCommand } from '../src/features/client-deployment/package-words.ts';
import {
  changedFields,
  fieldsOf,
  mergeSetting,
  newSetting,
  type SettingValues,
  settingFaults,
  toSaved,
  valuesOf,
  valueWords,
} from '../src/features/client-deployment/setting-form.ts';
import { freeName } from '../src/features/client-deployment/setting-name.ts';
import { createWording } from '../src/i18n/wording.ts';
import { schemaFaults } from '../src/ui/schema-faults.ts';
import { installerPackages, makeInstallerSettings } from './fake-installers.ts';
import { groups } from './fake-world.ts';

const en = createWording('en', consoleEn, errorsEn);
const fresh = newSetting('Head office', 'A01', 'en');
const nobody = { host: '', port: '' } as const;
const through = (ipv4: SettingValues['proxy']['ipv4'], ipv6: SettingValues['proxy']['ipv6'] = nobody) => ({
  ...fresh,
  proxy: { mode: 'manual' as const, ipv4, ipv6 },
});

test('only clients with a package are offered, in the order of the menu; a missing tool hides none', () => {
  const words = (packages: typeof installerPackages) =>
    offeredClients(packages).map(({ platform, clientKind }) => `${platform} ${clientKind}`);
  expect(words(installerPackages)).toEqual([
    'windows standard',
    'windows linked-clone',
    'macos standard',
    'linux standard',
    'linux on-demand',
    'linux standalone',
  ]);
  expect(words(installerPackages.filter(({ id }) => id === 'windows-msi'))).toEqual([
    'windows standard',
    'windows linked-clone',
  ]);
  expect(words([])).toEqual([]);
});

test('an address that speaks of no client is none', () => {
  expect(clientOf({ platform: 'macos', clientKind: 'standard' })).toEqual({
    platform: 'macos',
    clientKind: 'standard',
  });
  expect(clientOf({ platform: 'macos', clientKind: 'linked-clone' })).toBeUndefined();
  expect(clientOf({ platform: 'constructor', clientKind: 'standard' })).toBeUndefined();
});

test.each([
  ['standard', ['policyCode', 'language', 'format', 'proxy', 'uninstallPassword'], ['inventorySections']],
  ['linked-clone', ['format', 'proxy', 'inventorySections'], []],
  ['on-demand', ['name', 'policyCode', 'proxy'], ['format', 'uninstallPassword', 'proxyLocked']],
  ['standalone', ['name', 'policyCode', 'language'], ['format', 'proxy', 'trayIcon']],
] as const)('a %s client asks for what it has and nothing else', (kind: ClientKind, has, lacks) => {
  expect(fieldsOf[kind]).toEqual(expect.arrayContaining([...has]));
  for (const field of lacks) expect(fieldsOf[kind]).not.toContain(field);
});

test.each([
  ['a new one', fresh, {}],
  ['no name', { ...fresh, name: ' ' }, { name: 'common.required' }],
  ['a long name', { ...fresh, name: 'x'.repeat(101) }, { name: 'deploy.name.tooLong' }],
  ['no policy', { ...fresh, policyCode: '' }, { policyCode: 'common.required' }],
  ['no section', { ...fresh, inventorySections: [] }, { inventorySections: 'deploy.sections.wrong' }],
  ['a proxy without an address', through(nobody), { proxy: 'deploy.proxy.missing' }],
  ['one family', through({ host: 'proxy.example.jp', port: 8080 }), {}],
  ['the other family', through(nobody, { host: '2001:db8::8', port: 3128 }), {}],
  ['an address of the web', through({ host: 'http://proxy', port: 80 }), { 'ipv4.host': 'deploy.proxy.host.wrong' }],
  ['no host', through({ host: '', port: 80 }), { 'ipv4.host': 'common.required' }],
  ['no port', through({ host: 'proxy', port: '' }), { 'ipv4.port': 'common.required' }],
  ['a port too far', through({ host: 'proxy', port: 65_536 }), { 'ipv4.port': 'deploy.proxy.port.wrong' }],
  ['brackets', through(nobody, { host: '[::1]', port: 80 }), { 'ipv6.host': 'deploy.proxy.host.wrong' }],
] as const)('%s: the faults stand at their fields', (_what, values, faults) => {
  expect(settingFaults(values as SettingValues, 'linked-clone')).toEqual(faults);
});

test('what has no fault is taken by the schema of the server; addresses of a proxy that is not used are not sent', () => {
  const typed = through({ host: ' proxy.example.jp ', port: 8080 });
  expect(toSaved(typed).initial.proxy).toEqual({
    mode: 'manual',
    ipv4: { host: 'proxy.example.jp', port: 8080 },
    ipv6: null,
    locked: false,
  });
  expect(schemaFaults(InstallerSettingSave, { ...toSaved(typed), revision: 1 }).size).toBe(0);
  expect(toSaved({ ...typed, proxy: { ...typed.proxy, mode: 'system' } }).initial.proxy.ipv4).toBeNull();
});

test('what is read and sent again is the same, whatever the setting', () => {
  for (const { name, format, initial } of makeInstallerSettings())
    expect(toSaved(valuesOf({ name, format, initial }))).toEqual({ name, format, initial });
});

const anyValues: fc.Arbitrary<SettingValues> = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c'),
    format: fc.constantFrom('wizard' as const, 'silent' as const),
    policyCode: fc.constantFrom('A01', 'A02'),
    trayIcon: fc.boolean(),
    proxyLocked: fc.boolean(),
    proxy: fc.constantFrom(fresh.proxy, through({ host: 'p', port: 1 }).proxy, through({ host: 'q', port: 2 }).proxy),
  })
  .map((some) => ({ ...fresh, ...some }));

test('two people: nothing I changed is lost, nothing they changed and I did not', () => {
  fc.assert(
    fc.property(anyValues, anyValues, anyValues, (base, mine, theirs) => {
      const merged = mergeSetting(base, mine, theirs);
      const [iChanged, theyChanged] = [changedFields(base, mine), changedFields(base, theirs)];
      for (const field of iChanged) expect(merged[field]).toEqual(mine[field]);
      for (const field of theyChanged) if (!iChanged.includes(field)) expect(merged[field]).toEqual(theirs[field]);
      expect(changedFields(base, merged).every((field) => [...iChanged, ...theyChanged].includes(field))).toBe(true);
    }),
  );
});

test('values as one reads them', () => {
  const both = through({ host: 'proxy.example.jp', port: 8080 }, { host: '2001:db8::8', port: 3128 });
  expect(valueWords(both, 'proxy', en)).toBe('proxy.example.jp:8080, [2001:db8::8]:3128');
  expect(valueWords(fresh, 'proxy', en)).toBe('As the system is set');
  expect(valueWords(fresh, 'inventorySections', en)).toBe('All of it');
  expect(valueWords({ ...fresh, inventorySections: ['disks', 'users'] }, 'inventorySections', en)).toBe('Disks, Users');
  expect(valueWords(fresh, 'trayIcon', en)).toBe('Yes');
});

test('names that are taken get a number', () => {
  expect(freeName('Head office', [])).toBe('Head office');
  expect(freeName('Head office', ['Head office', 'Head office 2'])).toBe('Head office 3');
});

test('groups are found by name or id, whatever the width; none comes first where one may choose it', () => {
  const found = (typed: string, whole?: string) => groupChoices(groups, whole, typed, en.compare).map(({ id }) => id);
  expect(found('', 'Unassigned')[0]).toBe(0);
  expect(found('', undefined)).toHaveLength(3);
  expect(found('大阪')).toEqual([3]);
  expect(found('２')).toEqual([]);
  expect(found('2')).toEqual([2]);
  expect(found('UNASSIGNED', 'Unassigned')).toEqual([0]);
});

test.each([
  [{ days: 30, maximum: '' }, {}],
  [{ days: 1, maximum: 1 }, {}],
  [
    { days: 0, maximum: 1_000_001 },
    { days: 'deploy.download.expires.wrong', maximum: 'deploy.download.maximum.wrong' },
  ],
  [
    { days: '', maximum: 0 },
    { days: 'deploy.download.expires.wrong', maximum: 'deploy.download.maximum.wrong' },
  ],
] as const)('a download asked for with %j', (typed, faults) => {
  const values = { ...newDownload('linux-deb'), ...typed };
  expect(downloadFaults(values)).toEqual(faults);
  expect(toDownloadCreate({ ...values, groupId: 7 })).toMatchObject({ packageId: 'linux-deb', groupId: 7 });
});

const nowMs = Date.UTC(2026, 10, 22);
const life = { revokedAt: null, expiresAt: '2026-12-01T00:00:00Z', uses: 3, maximumUses: 10 };
test.each([
  ['usable', life],
  ['usable', { ...life, maximumUses: null }],
  ['used-up', { ...life, uses: 10 }],
  ['expired', { ...life, uses: 10, expiresAt: '2026-11-22T00:00:00Z' }],
  ['revoked', { ...life, expiresAt: '2026-11-01T00:00:00Z', revokedAt: '2026-10-01T00:00:00Z' }],
] as const)('a download is %s', (state, download) => {
  expect(downloadState(download, nowMs)).toBe(state);
});

test('what an address does not say right is left out', () => {
  expect(downloadStates).toEqual(installerDownloadStates);
  expect(parseDownloadFilters({ keyword: 7, state: 'revoked', platform: 'windows' })).toEqual({
    keyword: '7',
    state: 'revoked',
    platform: 'windows',
  });
  expect(parseDownloadFilters({ keyword: '', state: 'lost', platform: ['linux'] })).toEqual({});
});

test('packages: one that lacks a tool, one that is not built, one that can be had', () => {
  const stateOf = (wanted: string) => installerPackages.filter(({ id }) => id === wanted).map(packageState);
  expect([stateOf('windows-exe'), stateOf('windows-msi'), stateOf('macos-pkg')]).toEqual([
    ['ready'],
    ['missing'],
    ['not-built'],
  ]);
});

test('what nobody has made yet comes with the command that makes it', () => {
  expect(installerPackages.map(buildCommand)).toEqual([
    'npm run packages -- windows',
    'npm run packages -- windows',
    'npm run packages -- macos',
    'npm run packages -- linux',
    'npm run packages -- linux',
    null,
  ]);
});

test('a command holds the name of a file as one word, whatever people call settings and groups', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      (settingName, groupName) => {
        const fileName = installerFileName({
          platform: 'linux',
          architecture: null,
          clientKind: 'standard',
          settingName,
          organizationCode: 'SK7Q2M9X4T',
          groupId: 7,
          groupName,
          extension: '.deb',
        });
        expect(readInstallerFileName(fileName)).not.toBeNull();
        expect(runCommand('linux-deb', fileName)?.slice("apt install './".length, -1)).not.toMatch(/['"$`\\\n]/);
      },
    ),
  );
  expect(runCommand('windows-exe', 'x.exe')).toBeNull();
});
