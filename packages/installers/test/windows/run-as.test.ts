/**
 * The run-as tool (I13) under Wine: what it writes another hand reads, what another hand writes it reads, and what it refuses. Wine does
 * not start programs as another user; what it would be asked for is in its trace, and the tool's second half is run by itself.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWine, type Wine, type WineEnded, windowsPath } from '@sekisho/testkit/wine';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildRunAs } from '../../src/windows/package-builder.ts';
import { makeKeySlot } from '../../src/windows/stamp-slot.ts';
import { type Credential, openCredential, sealCredential } from './credential-file.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-run-as-'));
const file = (name: string) => path.join(scratch, name);
const installer = file('設定 installer.exe');
const sealedFile = file('SekishoRunAs.csu');
const marker = file('ran.txt');
const toolKey = 'c0ffee'.padEnd(64, '0');
const dayMs = 86_400_000;
let wine: Wine;

/** Says where it was run, and ends with a code of its own. */
function makeTestInstaller(): void {
  writeFileSync(
    file('installer.nsi'),
    `Target amd64-unicode
Unicode true
Name "installer"
OutFile "${installer}"
SilentInstall silent
RequestExecutionLevel user
Section
  FileOpen $0 "${windowsPath(marker)}" w
  FileWriteUTF16LE $0 "$EXEPATH"
  FileClose $0
  SetErrorLevel 77
SectionEnd
`,
  );
  execFileSync('makensis', ['-V2', '-INPUTCHARSET', 'UTF8', file('installer.nsi')]);
}

beforeAll(async () => {
  mkdirSync(file('build'));
  const plan = { folder: scratch, scratch: file('build'), name: 'x', signer: null };
  const built = await buildRunAs(plan, { version: '9.8.7', target: 'amd64-unicode', compressed: false });
  const tool = readFileSync(file(built.fileName));
  writeFileSync(file('unstamped.exe'), tool);
  makeKeySlot(toolKey).copy(tool, built.slotAt);
  writeFileSync(file('tool.exe'), tool);
  makeTestInstaller();
  wine = await openWine({ WINEDEBUG: 'fixme+advapi' });
}, 120_000);
afterAll(async () => {
  await wine?.close();
  rmSync(scratch, { recursive: true, force: true });
});
beforeEach(() => {
  for (const each of [marker, sealedFile]) rmSync(each, { force: true });
});

const run = (...words: readonly string[]): Promise<WineEnded> => wine.run(windowsPath(file('tool.exe')), ...words);
const sha256 = (of: string) => createHash('sha256').update(readFileSync(of)).digest('hex');
const here = () => [windowsPath(installer), windowsPath(scratch)] as const;
const credential = (changes: Partial<Credential> = {}): Credential => ({
  user: 'admin',
  domain: '.',
  password: 'パス "word" \\',
  expiresAtMs: Date.now() + dayMs,
  installerSha256: sha256(installer),
  ...changes,
});
const seal = (content: Credential, key = toolKey) =>
  writeFileSync(sealedFile, sealCredential(content, key, randomBytes(44)));

test.each([
  ['admin', 'admin', '.'],
  ['admin@example.jp', 'admin@example.jp', ''],
  ['EXAMPLE\\管理者', '管理者', 'EXAMPLE'],
])('/C for %s: sealed as described, bound to the installer, good for seven days', async (typed, user, domain) => {
  const ended = await run('/C', typed, 'p "a\\" ss ', ...here());
  expect(ended).toMatchObject({ code: 0, output: expect.stringContaining('has been made') });
  const content = readFileSync(sealedFile);
  const { expiresAtMs, ...opened } = openCredential(content, toolKey);
  expect(opened).toEqual({ user, domain, password: 'p "a\\" ss ', installerSha256: sha256(installer) });
  expect(Math.abs(expiresAtMs - Date.now() - 7 * dayMs)).toBeLessThan(dayMs / 24);
  expect(content.includes(Buffer.from(user, 'utf16le'))).toBe(false);
  expect(existsSync(`${sealedFile}.new`)).toBe(false);
});

test('/C never makes the same file twice, and takes days and language', async () => {
  const ended = await run('/C', 'admin', 'x', ...here(), '/EXPIRES=90', '/LANG=ja');
  expect(ended.output).toContain('ユーザー情報ファイルを作成しました');
  const first = readFileSync(sealedFile);
  expect(openCredential(first, toolKey).expiresAtMs).toBeGreaterThan(Date.now() + 89 * dayMs);
  await run('/C', 'admin', 'x', `${here()[0]}`, `${here()[1]}\\`, '/EXPIRES=90');
  expect(readFileSync(sealedFile).subarray(16, 60)).not.toEqual(first.subarray(16, 60));
});

test.each<readonly [string, () => readonly string[], number]>([
  ['nothing', () => [], 87],
  ['a word it does not know', () => ['/X'], 87],
  ['no folder', () => ['/C', 'admin', 'x', here()[0]], 87],
  ['more days than may be', () => ['/C', 'admin', 'x', ...here(), '/EXPIRES=91'], 87],
  ['days that are none', () => ['/C', 'admin', 'x', ...here(), '/EXPIRES=1x'], 87],
  ['an option it does not know', () => ['/C', 'admin', 'x', ...here(), '/SAVE'], 87],
  ['nobody', () => ['/C', '', 'x', ...here()], 87],
  ['a password that is too long', () => ['/C', 'admin', 'x'.repeat(255), ...here()], 87],
  ['a blank password', () => ['/C', 'admin', '', ...here()], 86],
  ['an installer that is not there', () => ['/C', 'admin', 'x', 'C:\\no.exe', windowsPath(scratch)], 2],
  ['a folder that is not there', () => ['/C', 'admin', 'x', here()[0], 'C:\\no'], 29],
])('/C refuses %s', async (_what, words, code) => {
  expect(await run(...words())).toMatchObject({ code });
  expect(existsSync(sealedFile)).toBe(false);
});

test('a tool that did not come from the console makes nothing', async () => {
  const ended = await wine.run(windowsPath(file('unstamped.exe')), '/C', 'admin', 'x', ...here());
  expect(ended).toMatchObject({ code: 13, output: expect.stringContaining('not downloaded from the console') });
  expect(existsSync(sealedFile)).toBe(false);
});

test.each([
  ['the file', () => windowsPath(sealedFile)],
  ['its folder', () => windowsPath(scratch)],
])(
  '/R with %s asks Windows for the account, its profile and the tool itself with the hash of the installer',
  async (_what, place) => {
    seal(credential());
    const { output } = await run('/R', place(), here()[0]);
    const asked = output.split('\n').find((line) => line.includes('CreateProcessWithLogonW')) ?? '';
    const tool = windowsPath(file('tool.exe')).replaceAll('\\', '\\\\');
    expect(asked).toContain('CreateProcessWithLogonW L"admin" L"." L"\\30d1\\30b9 \\"word\\" \\\\" 0x00000001');
    expect(asked).toContain(`L"\\"${tool}\\" /E `);
    expect(asked).toContain(`${sha256(installer)} /LANG=en" 0x08000000`);
    expect(output).toContain('Nothing can be run as admin');
  },
);

test('/R gives Windows a user of a domain as it was typed', async () => {
  seal(credential({ user: 'admin@example.jp', domain: '' }));
  const { output } = await run('/R', windowsPath(sealedFile), here()[0]);
  expect(output).toContain('CreateProcessWithLogonW L"admin@example.jp" (null) L"');
});

test.each<readonly [string, () => void, number, RegExp]>([
  ['is not there', () => undefined, 2, /cannot be opened/],
  ['has expired', () => seal(credential({ expiresAtMs: Date.now() - 1_000 })), 1793 & 0xff, /has expired/],
  [
    'is for another installer',
    () => seal(credential({ installerSha256: '0'.repeat(64) })),
    577 & 0xff,
    /not the installer/,
  ],
  ['is of another organization', () => seal(credential(), toolKey.replaceAll('0', '1')), 13, /another organization/],
  [
    'is cut off',
    () => writeFileSync(sealedFile, sealCredential(credential(), toolKey, randomBytes(44)).subarray(0, -1)),
    13,
    /cannot be opened/,
  ],
])('/R runs nothing where the file %s', async (_what, prepare, code, said) => {
  prepare();
  const ended = await run('/R', windowsPath(sealedFile), here()[0]);
  expect(ended).toMatchObject({ code, output: expect.stringMatching(said) });
  expect(ended.output).not.toContain('CreateProcessWithLogonW');
});

test.each([16, 48, 64, 72, 104, 127, 128, 1_663, 1_664, 1_679])('/R notices a change of byte %i', async (at) => {
  const content = sealCredential(credential(), toolKey, randomBytes(44));
  content.writeUInt8((content[at] ?? 0) ^ 1, at);
  writeFileSync(sealedFile, content);
  expect(await run('/R', windowsPath(sealedFile), here()[0])).toMatchObject({ code: 13 });
});

test('as the other account it runs a copy out of reach, hands on the code, and leaves nothing', async () => {
  expect(await run('/E', here()[0], sha256(installer))).toMatchObject({ code: 77 });
  const ran = readFileSync(marker, 'utf16le');
  expect(ran).toMatch(/\\Temp\\[^\\]+\\installer\\設定 installer\.exe$/i);
  expect(existsSync(path.join(wine.drive, ran.slice(3).replaceAll('\\', '/')))).toBe(false);
});

test('as the other account it runs no other installer', async () => {
  await run('/E', here()[0], '0'.repeat(64));
  expect(existsSync(marker)).toBe(false);
});
