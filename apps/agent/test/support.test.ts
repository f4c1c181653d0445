/** What is handed to support: secrets are out of it however they were written, the rest is as it was, and any program opens the file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { holdsSecret, scrub } from '../src/support/scrub.rules.ts';
import { writeZip } from '../src/support/zip.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-support-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
const secret = fc.string({ unit: fc.constantFrom(...letters), minLength: 12, maxLength: 30 });

const places: readonly ((value: string) => string)[] = [
  (value) => JSON.stringify({ enrolmentToken: value, more: 1 }),
  (value) => JSON.stringify({ said: JSON.stringify({ password: value }) }),
  (value) => `{"level":"info","uninstallPassword": "${value}"}`,
  (value) => `proxy http://taro:${value}@proxy.example.com:8080 failed`,
  (value) => `Authorization: Bearer ${value}`,
  (value) => `proxy-authorization: Basic ${value}=`,
  (value) => `sekisho-agent enrol --server https://a.example --serial ${value}`,
  (value) => `--password "${value} and more"`,
  (value) => `api_key=${value}&next=1`,
  (value) => `privateKey: '${value}'`,
  (value) => `-----BEGIN EC PRIVATE KEY-----\n${value}\n-----END EC PRIVATE KEY-----`,
  (value) => `-----BEGIN PRIVATE KEY-----\n${value}`,
];

test('a secret leaves no trace, wherever it stood', () => {
  fc.assert(
    fc.property(secret, fc.constantFrom(...places), fc.lorem(), (value, place, around) => {
      const text = scrub(`${around}\n${place(value)}\n${around}`);
      return !text.includes(value) && text.startsWith(`${around}\n`);
    }),
    { numRuns: 500 },
  );
});

test('what this machine knows to be secret goes, whatever it looks like; once more changes nothing', () => {
  fc.assert(
    fc.property(secret, fc.lorem(), (value, around) => {
      const text = scrub(`${around}${value}${around}`, [value]);
      return !text.includes(value) && scrub(text, [value]) === text;
    }),
  );
});

test('bytes that cannot be changed: a secret among them is noticed, however it is encoded', () => {
  fc.assert(
    fc.property(
      secret,
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('utf8' as const, 'utf16le' as const),
      (value, around, encoding) => {
        const bytes = Buffer.concat([around, Buffer.from(value, encoding), around]);
        return holdsSecret(bytes, ['', value]) && !holdsSecret(around, [`${value}${value}`]);
      },
    ),
  );
});

test('serial numbers, tokens and assertions by their looks', () => {
  const looks = [
    '7K2QM-ABCDE-01234-VWXYZ',
    'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl',
    'aZ_9'.repeat(12),
  ];
  for (const each of looks) expect(scrub(`got ${each} back`)).toBe('got <removed> back');
});

test.each([
  'checked in, commands 3, tookMs 41',
  'device 0191f3b2-8c1d-7d3e-9a50-0123456789ab at 192.0.2.7 and 2001:db8::1',
  `trust set ${'0123456789abcdef'.repeat(4)}`,
  '0600\t0:0\t4096\t2026-11-28T09:22:18.800Z\t/var/lib/sekisho/instance.lock',
  'http://proxy.example.com:8080 by the device',
  '{"settingName":"全社標準","clientKind":"standard"}',
])('stays as it is: %s', (line) => {
  expect(scrub(line)).toBe(line);
});

test('the file is one that others open, with names in any language', () => {
  const file = path.join(scratch, 'support.zip');
  const entries = [
    { name: 'versions.txt', content: Buffer.from('agent: 1\n') },
    { name: '一覧.txt', content: Buffer.from('x'.repeat(100_000)) },
    { name: 'empty.log', content: Buffer.alloc(0) },
  ];
  writeFileSync(file, writeZip(entries, new Date('2026-11-28T09:00:00Z')));
  const environment = { ...process.env, LC_ALL: 'C.UTF-8' };
  expect(execFileSync('unzip', ['-t', file], { encoding: 'utf8' })).toContain('No errors detected');
  expect(execFileSync('bsdtar', ['-tf', file], { encoding: 'utf8', env: environment }).trim().split('\n')).toEqual(
    entries.map(({ name }) => name),
  );
});
