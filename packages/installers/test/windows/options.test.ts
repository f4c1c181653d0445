/** What is written behind the name of an installer (I10), as the installers' own script reads it: under Wine. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWine, windowsPath } from '@sekisho/testkit/wine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nsisFolder } from '../../src/windows/nsis.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-options-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Understood {
  readonly silent?: string;
  readonly remove?: string;
  readonly reboot?: string;
  readonly password?: string;
  readonly passwordFile?: string;
  readonly log?: string;
  readonly language?: string;
  readonly unknown?: string;
  readonly proxy?: string;
  readonly bypass?: string;
}

const table: readonly (readonly [string, Understood])[] = [
  ['', {}],
  ['/S', { silent: '1' }],
  ['/s', { silent: '1' }],
  ['-s -q', { silent: '1' }],
  ['/s /v"/qn"', { silent: '1' }],
  ['/s /v"/qn REBOOT=Force"', { silent: '1', reboot: 'force' }],
  ['/s /v"/qn REBOOT=ReallySuppress"', { silent: '1', reboot: 'suppress' }],
  ['/s /v"/qn REMOVE=ALL"', { silent: '1', remove: '1' }],
  ['/s /v"/qn REMOVE=ALL UNINSTALLPASSWORD=\\"a b\\""', { silent: '1', remove: '1', password: 'a b' }],
  // As programs write it that quote arguments for us.
  ['"/v\\"/qn REBOOT=Force\\""', { silent: '1', reboot: 'force' }],
  ['"/v\\"/qn UNINSTALLPASSWORD=\\\\\\"a b\\\\\\"\\""', { silent: '1', password: 'a b' }],
  ['/v/qn', { silent: '1' }],
  ['/quiet /norestart', { silent: '1', reboot: 'suppress' }],
  ['/forcerestart', { reboot: 'force' }],
  ['/x', { remove: '1' }],
  ['reboot=force remove=all', { reboot: 'force', remove: '1' }],
  ['  /UNINSTALLPASSWORDFILE=C:\\p.txt\t', { passwordFile: 'C:\\p.txt' }],
  ['/LOG="C:\\日本 語\\a.log" /lang=JA', { log: 'C:\\日本 語\\a.log', language: 'ja' }],
  ['/LOG="C:\\a b\\\\" /x', { log: 'C:\\a b\\', remove: '1' }],
  ['/l*v "C:\\x y.log" /qn', { log: 'C:\\x y.log', silent: '1' }],
  ['/s "" /x', { silent: '1', remove: '1' }],
  ['AM=1 UN=taro', {}],
  [
    'PROXY=http://proxy.example.jp:8080 "BYPASS=*.example.jp, 10.0.0.1"',
    { proxy: 'http://proxy.example.jp:8080', bypass: '*.example.jp, 10.0.0.1' },
  ],
  ['REBOOT=Maybe', { unknown: 'REBOOT=Maybe' }],
  ['REMOVE=Client', { unknown: 'REMOVE=Client' }],
  ['/LANG=fr', { unknown: 'LANG=fr' }],
  ['/frobnicate', { unknown: '/frobnicate' }],
];

let read: readonly Understood[] = [];

beforeAll(async () => {
  const program = path.join(scratch, 'options.exe');
  const script = path.join(import.meta.dirname, 'options.nsi');
  const definitions = [`-DOUT_FILE=${program}`, `-DOPTIONS=${path.join(nsisFolder, 'options.nsh')}`];
  execFileSync('makensis', ['-V2', '-INPUTCHARSET', 'UTF8', ...definitions, script]);
  writeFileSync(path.join(scratch, 'lines.txt'), table.map(([line]) => `${line}\n`).join(''), 'utf16le');
  const wine = await openWine();
  try {
    expect(await wine.run(windowsPath(program))).toMatchObject({ code: 0 });
  } finally {
    await wine.close();
  }
  const lines = readFileSync(path.join(scratch, 'read.txt'), 'utf16le').trimEnd().split('\n');
  read = lines.map((line) => {
    const [silent, remove, reboot, password, passwordFile, log, language, unknown, proxy, bypass] = line.split('|');
    return { silent, remove, reboot, password, passwordFile, log, language, unknown, proxy, bypass } as Understood;
  });
}, 120_000);

test.each(table.map(([line, understood], index) => ({ line, understood, index })))('$line', ({ understood, index }) => {
  const nothing = { silent: '', remove: '', reboot: '', password: '', passwordFile: '', log: '', language: '' };
  expect(read[index]).toEqual({ ...nothing, unknown: '', proxy: '', bypass: '', ...understood });
});
