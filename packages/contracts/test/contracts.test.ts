/** Every fixture under fixtures/<schema>/{valid,invalid} against its schema, and the catalogue's own invariants. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  areWipeTargetsEmpty,
  CheckInRequest,
  CommandRequest,
  defaultPolicySettings,
  EnrolRequest,
  Envelope,
  errorCatalogue,
  Intent,
  InventoryRequest,
  isErrorCode,
  PolicySettings,
  policySettingsFaults,
  SetupRequest,
  TrustSet,
  type WipeTargets,
  wipeTargetFaults,
  wipeTargetsOf,
} from '../src/index.ts';

const schemas: Record<string, TSchema> = {
  'check-in-request': CheckInRequest,
  'command-request': CommandRequest,
  'enrol-request': EnrolRequest,
  envelope: Envelope,
  intent: Intent,
  'inventory-request': InventoryRequest,
  'policy-settings': PolicySettings,
  'setup-request': SetupRequest,
  'trust-set': TrustSet,
};
const fixtures = join(import.meta.dirname, '../fixtures');

describe('fixtures', () => {
  it('exist for every schema listed, and only for those', () => {
    expect(readdirSync(fixtures).sort()).toEqual(Object.keys(schemas).sort());
  });
  for (const [name, schema] of Object.entries(schemas))
    for (const kind of ['valid', 'invalid'] as const)
      for (const file of readdirSync(join(fixtures, name, kind)))
        it(`${name}: ${kind}: ${file}`, () => {
          const value: unknown = JSON.parse(readFileSync(join(fixtures, name, kind, file), 'utf8'));
          expect(Value.Check(schema, value)).toBe(kind === 'valid');
        });
});

describe('catalogue of errors', () => {
  it('has HTTP errors only', () => {
    for (const { status } of Object.values(errorCatalogue)) expect(status >= 400 && status < 600).toBe(true);
  });
  it('tells codes from other text', () => {
    expect(isErrorCode('enrolment-refused')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });
});

describe('wipe targets', () => {
  const none: WipeTargets = { folders: [], patterns: [], volumes: [], encryptionKeys: false, shutDown: false };
  const codes = (targets: Partial<WipeTargets>) =>
    wipeTargetFaults({ ...none, ...targets }).map(({ pointer, code }) => `${pointer} ${code}`);
  it.each(['/home', '/home/taro/My Documents', '/home/…', '/home/.config', '/a/...', 'C:\\Users', 'd:\\業務\\2026 年'])(
    '%s is a folder',
    (folder) => {
      expect(codes({ folders: [folder], patterns: [{ folder, pattern: '*.docx' }] })).toEqual([]);
    },
  );
  it.each([
    '/',
    'home',
    '~/x',
    '/home/',
    '/home//taro',
    '/home/../etc',
    '/..',
    '/home/.',
    '/home/\0x',
    '/home/\nx',
    `/${'x'.repeat(256)}`,
    '/\ud800',
    'C:',
    'C:\\',
    'C:/Users',
    'C:\\Users\\',
    'C:\\Users\\..\\Windows',
    'C:\\Users\\. ',
    'C:\\Users.',
    'C:\\a:b',
    '\\\\server\\share',
    '\\\\?\\C:\\Users',
    '%USERPROFILE%',
  ])('%j is no folder', (folder) => {
    expect(codes({ folders: [folder] })).toEqual(['/folders/0 wipe-path-invalid']);
  });
  it.each(['*.xls?', '*', '報告*', 'a b', '.*'])('%s is a pattern', (pattern) => {
    expect(codes({ patterns: [{ folder: '/a', pattern }] })).toEqual([]);
  });
  it.each(['.', '..', '../x', 'a/b', 'a\\b', 'a:b', 'x\0', 'x'.repeat(256)])('%j is no pattern', (pattern) => {
    expect(codes({ patterns: [{ folder: '/a', pattern }] })).toEqual(['/patterns/0/pattern wipe-pattern-invalid']);
  });
  it.each(['/', '/data', '/media/taro/USB 1', 'C:', 'z:'])('%s is a volume', (volume) => {
    expect(codes({ volumes: [volume] })).toEqual([]);
  });
  it.each(['', 'data', '/data/', 'CC:', 'C:\\', '/a/../b'])('%j is no volume', (volume) => {
    expect(codes({ volumes: [volume] })).toEqual(['/volumes/0 wipe-volume-invalid']);
  });
  it('are named once, and fit into one intent', () => {
    expect(codes({ folders: ['/a', '/b', '/a'] })).toEqual(['/folders/2 wipe-target-repeated']);
    const pattern = { folder: '/a', pattern: '*' };
    expect(codes({ patterns: [pattern, { ...pattern, pattern: '?' }, pattern] })).toEqual([
      '/patterns/2 wipe-target-repeated',
    ]);
    const long = Array.from({ length: 80 }, (_, index) => `/${index}/${'あ'.repeat(200)}`);
    expect(codes({ folders: long })).toEqual(['/folders wipe-targets-too-long']);
  });
  it('are those of the platform; without its keys a device shuts down', () => {
    const both: WipeTargets = {
      folders: ['/home', 'C:\\Users'],
      patterns: ['/srv', 'D:\\x'].map((folder) => ({ folder, pattern: '*' })),
      volumes: ['/', 'D:'],
      encryptionKeys: true,
      shutDown: false,
    };
    expect(wipeTargetsOf('linux', both)).toEqual({
      folders: ['/home'],
      patterns: [{ folder: '/srv', pattern: '*' }],
      volumes: ['/'],
      encryptionKeys: true,
      shutDown: true,
    });
    expect(wipeTargetsOf('windows', both)).toMatchObject({ folders: ['C:\\Users'], volumes: ['D:'] });
    expect(areWipeTargetsEmpty(wipeTargetsOf('macos', { ...none, folders: ['C:\\Users'], shutDown: true }))).toBe(true);
    expect(areWipeTargetsEmpty({ ...none, encryptionKeys: true })).toBe(false);
  });
  it('are checked with the settings of a policy', () => {
    const settings = { ...defaultPolicySettings, wipeTargets: { ...none, volumes: ['x'] } };
    expect(policySettingsFaults(settings)).toEqual([
      { pointer: '/wipeTargets/volumes/0', code: 'wipe-volume-invalid' },
    ]);
  });
});

describe('policy settings', () => {
  const [ipv4, ipv6, none] = ['http://192.0.2.8:8080', 'http://[2001:db8::8]:8080', 'proxy'];
  it.each([
    ['one', { url: ipv4 }, []],
    ['both', { url: ipv4, urlIpv6: ipv6 }, []],
    ['the one for IPv6 alone', { url: '', urlIpv6: ipv6 }, []],
    ['none', { url: '' }, ['/proxy/url']],
    ['a blank pair', { url: '', urlIpv6: '' }, ['/proxy/url']],
    ['no address', { url: none, urlIpv6: none }, ['/proxy/url', '/proxy/urlIpv6']],
    ['nothing beside no address', { url: '', urlIpv6: none }, ['/proxy/urlIpv6']],
  ])('manual proxy: %s', (_what, addresses, pointers) => {
    const proxy = { mode: 'manual', bypass: '', locked: false, ...addresses } as const;
    const found = policySettingsFaults({ ...defaultPolicySettings, proxy });
    expect(found.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(policySettingsFaults({ ...defaultPolicySettings, proxy: { ...proxy, mode: 'none' } })).toEqual([]);
  });
  const minutes = (count: number) => count * 60_000;
  it.each([
    { interval: minutes(5), period: minutes(15), enabled: true, faults: [] },
    { interval: minutes(5), period: minutes(15) - 1, enabled: true, faults: ['timer-period-too-short'] },
    { interval: 10_000, period: minutes(1), enabled: true, faults: [] },
    { interval: 20_001, period: minutes(1), enabled: true, faults: ['timer-period-too-short'] },
    { interval: minutes(5), period: minutes(1), enabled: false, faults: [] },
    { interval: 9_999, period: minutes(1), enabled: false, faults: ['check-in-interval-too-short'] },
  ])('$interval ms, period $period ms, on: $enabled → $faults', ({ interval, period, enabled, faults }) => {
    const found = policySettingsFaults({
      ...defaultPolicySettings,
      checkInIntervalMs: interval,
      timerLock: { enabled, periodMs: period },
    });
    expect(found.map((fault) => fault.code)).toEqual(faults);
  });
  it('are sound by default', () => {
    expect(policySettingsFaults(defaultPolicySettings)).toEqual([]);
    expect(Value.Check(PolicySettings, defaultPolicySettings)).toBe(true);
  });
});
