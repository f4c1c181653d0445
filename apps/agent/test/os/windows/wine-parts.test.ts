/** Parts of the agent that stand on Windows itself, as far as Wine is one: a wipe among real files, what is in use, clocks, networks. Drive Z: is taken away first. */
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WipeFileTarget } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { openWine, type Wine } from '@sekisho/testkit/wine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleForWindows } from '../../../../../packages/installers/src/windows/bundle-windows.ts';
import { fetchWindowsRuntime } from '../../../../../packages/installers/src/windows/runtimes.ts';
import { type Clocks, hasJumped } from '../../../src/os/any/clock-watch.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-parts-'));
const data = path.join(folder, 'data');
const stick = path.join(folder, 'stick');
const programFolder = 'C:\\Program Files\\Sekisho';
let wine: Wine;

const at = (file: string) => path.join(wine.drive, file);

function put(file: string, content = 'x', root = wine.drive): string {
  const where = path.join(root, file);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, content);
  return where;
}

function start(part: string, ...args: readonly string[]) {
  return wine.run(`${programFolder}\\node.exe`, `${programFolder}\\agent.cjs`, part, ...args);
}

async function run<T>(part: string, ...args: readonly string[]): Promise<T[]> {
  const { code, output } = await start(part, ...args);
  expect(code, output).toBe(0);
  return output
    .split(/\r?\n/)
    .filter((line) => /^([[{tf\d]|null)/.test(line))
    .map((line) => JSON.parse(line) as T);
}

async function wipe(...targets: readonly WipeFileTarget[]): Promise<WipeOutcome[]> {
  put('targets.json', JSON.stringify(targets));
  return (await run<WipeOutcome>('wipe', 'C:\\targets.json')).slice(0, targets.length);
}

beforeAll(async () => {
  put('work/a.txt', 'x', data);
  put('work/deep/er/b.txt', 'x', data);
  put('precious.txt', 'precious', stick);
  wine = await openWine({}, { 'e:': { folder: data, type: 'hd' }, 'f:': { folder: stick, type: 'floppy' } });
  const program = at('Program Files/Sekisho');
  mkdirSync(program, { recursive: true });
  const runtime = await fetchWindowsRuntime('x64');
  const { script } = await bundleForWindows('apps/agent/test/os/windows/wine-entry.ts');
  for (const [name, content] of Object.entries({
    'node.exe': runtime.node,
    'koffi.node': runtime.koffi,
    'agent.cjs': script,
  }))
    writeFileSync(path.join(program, name), content);
}, 120_000);

afterAll(async () => {
  await wine?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a wipe removes its targets, whatever their names and attributes, and nothing else', async () => {
  put('Work/秘密/設計書.docx', 'secret');
  put(`Work/${'deep/'.repeat(60)}end.txt`);
  chmodSync(put('Work/read-only.txt'), 0o444);
  linkSync(put('Outside/precious.txt', 'precious'), at('Work/linked.txt'));
  put('Docs/2026/Budget.XLSX');
  put('Docs/readme.txt', 'stays');
  put('ProgramData/Sekisho/agent.json', '{}');
  put('ProgramData/Others/cache.bin');
  const outcomes = await wipe(
    { kind: 'pattern', path: 'C:\\docs', pattern: '*.xlsx' },
    { kind: 'folder', path: 'C:\\Work' },
    { kind: 'folder', path: 'C:\\Work' },
    { kind: 'folder', path: 'C:\\ProgramData' },
    { kind: 'volume', path: 'e:' },
  );
  expect(outcomes).toMatchObject([
    { code: null, removedFiles: 1, removedFolders: 0, removedBytes: 1 },
    // The link goes, its content stays: no byte of it counts.
    { code: null, removedFiles: 4, removedFolders: 62, removedBytes: 8, linkedElsewhere: 1, failed: 0 },
    { code: 'wipe-target-missing' },
    { code: null, removedFiles: 1, kept: 2, failed: 0 },
    { code: null, removedFiles: 2, removedFolders: 3 },
  ]);
  expect(existsSync(at('Work'))).toBe(false);
  expect(readdirSync(at('Docs'), { recursive: true }).sort()).toEqual(['2026', 'readme.txt']);
  expect(readFileSync(at('Outside/precious.txt'), 'utf8')).toBe('precious');
  expect(readdirSync(at('ProgramData')).sort()).toEqual(['Microsoft', 'Sekisho']);
  expect(readFileSync(at('ProgramData/Sekisho/agent.json'), 'utf8')).toBe('{}');
  expect(readdirSync(data)).toEqual([]);
});

const refusals: readonly (readonly [WipeFileTarget, WipeOutcome['code']])[] = [
  [{ kind: 'folder', path: 'C:\\Windows' }, 'wipe-target-kept'],
  [{ kind: 'folder', path: 'c:\\windows\\system32\\drivers' }, 'wipe-target-kept'],
  [{ kind: 'pattern', path: programFolder, pattern: '*' }, 'wipe-target-kept'],
  [{ kind: 'folder', path: 'C:\\ProgramData\\Sekisho' }, 'wipe-target-kept'],
  [{ kind: 'folder', path: `${programFolder}\\node.exe` }, 'wipe-target-kept'],
  [{ kind: 'volume', path: 'F:' }, 'wipe-target-not-local'],
  [{ kind: 'folder', path: 'F:\\folder' }, 'wipe-target-not-local'],
  [{ kind: 'volume', path: 'Q:' }, 'wipe-volume-not-mounted'],
  [{ kind: 'folder', path: 'Q:\\data' }, 'wipe-target-missing'],
  [{ kind: 'folder', path: 'C:\\nowhere\\at\\all' }, 'wipe-target-missing'],
  [{ kind: 'folder', path: 'C:\\targets.json\\below' }, 'wipe-target-missing'],
];

test('Windows, the agent, what is not there, and drives that are no disks of this machine are not wiped', async () => {
  const outcomes = await wipe(...refusals.map(([target]) => target));
  expect(outcomes.map(({ path: where, code }) => [where, code])).toEqual(
    refusals.map(([{ path: where }, code]) => [where, code]),
  );
  const removed = outcomes.map(({ removedFiles, removedFolders, failed }) => removedFiles + removedFolders + failed);
  expect(Math.max(...removed)).toBe(0);
  expect(readFileSync(path.join(stick, 'precious.txt'), 'utf8')).toBe('precious');
});

test('what a program has open goes at the next start of Windows, with the folders it kept', async () => {
  put('Mail/box/archive.pst');
  put('Mail/box/other.txt');
  const held = start('hold', 'C:\\Mail\\box\\archive.pst', 'C:\\held', 'C:\\release');
  await eventually(
    () => existsSync(at('held')),
    (isHeld) => isHeld,
  );
  const [outcome] = await wipe({ kind: 'folder', path: 'C:\\Mail' });
  writeFileSync(at('release'), '');
  await held;
  const failures = [{ path: 'C:\\Mail\\box\\archive.pst', reason: 'in-use' }];
  expect(outcome).toMatchObject({ code: 'wipe-target-incomplete', removedFiles: 1, failed: 1, failures });
  expect(readdirSync(at('Mail'), { recursive: true }).sort()).toEqual(['box', path.join('box', 'archive.pst')]);
  await wine.run('wineboot', '-r');
  expect(existsSync(at('Mail'))).toBe(false);
}, 60_000);

test('the clocks go on together while nobody sleeps; without a radio no networks are told', async () => {
  const [told] = await run<{ networks: unknown; clocks: [Clocks, Clocks] }>('surroundings');
  expect(told?.networks).toBeNull();
  const [before, after] = told?.clocks ?? [];
  if (before === undefined || after === undefined) throw new Error('no clocks');
  expect(after.awakeMs).toBeGreaterThan(before.awakeMs);
  expect(hasJumped(before, after)).toBe(false);
});

/** Access control lists of two and three entries (MS-DTYP 2.4.5, 2.4.4.2): SYSTEM, administrators, whoever is logged on. */
const entry = (rights: string, sid: string) => `0000${sid.length === 24 ? '1400' : '1800'}${rights}${sid}`;
const systemSid = '010100000000000512000000';
const administratorsSid = '01020000000000052000000020020000';
const loggedOnSid = '010100000000000504000000';
const everything = 'ff011f00';
const readAndWrite = '83001200';
const access = {
  administrators: `02003400${'02000000'}${entry(everything, systemSid)}${entry(everything, administratorsSid)}`,
  people: `02004800${'03000000'}${entry(everything, systemSid)}${entry(everything, administratorsSid)}${entry(readAndWrite, loggedOnSid)}`,
};

test('pipes: each for whom it is and nobody else, read and written but not served; short words, not too often', async () => {
  const { code, output } = await start('pipes', 'SOFTWARE\\Sekisho\\Test');
  expect(code, output).toBe(0);
  const told = output
    .trim()
    .split(/\r?\n/)
    .map((line) => JSON.parse(line) as unknown);
  expect(told.slice(0, 4)).toEqual([
    expect.stringContaining(access.administrators),
    null,
    expect.stringContaining(access.people),
    null,
  ]);
  const [unregistered, malformed, tooOften] = ['unregistered', 'malformed', 'too-often'].map((failure) => ({
    ok: false,
    failure,
  }));
  expect(told.slice(4, 9)).toEqual([{ did: 'nothing' }, unregistered, malformed, null, unregistered]);
  expect(told.slice(9, 13)).toEqual([unregistered, unregistered, unregistered, tooOften]);
  expect(told[13]).toBeNull();
});

test.each([
  ['without a SIM each', ['2', '2'], [2, 2]],
  ['one ready, one without a SIM', ['1', '2'], [1, 2]],
  ['one that does not tell', ['2', '-1'], null],
  ['none', [], []],
])('modems by Windows’ own interface: %s; nothing of it is kept', async (_what, states, read) => {
  // There is none in Wine; the rest is a model of it.
  expect(await run('modems', ...states)).toEqual([true, read, 0]);
});

const internetSettings = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

async function set(name: string, type: string, value: string): Promise<void> {
  const { code } = await wine.run('reg', 'add', internetSettings, '/v', name, '/t', type, '/d', value, '/f');
  expect(code).toBe(0);
}

test('a proxy script is fetched and run: what it says of this very server is taken', async () => {
  const fetched: (string | undefined)[] = [];
  const script = `function FindProxyForURL(url, host) {
    if (dnsDomainIs(host, ".example")) return "PROXY proxy.example:3128; DIRECT";
    return "DIRECT";
  }`;
  await using web = createServer(({ url }, answer) => {
    fetched.push(url);
    answer.setHeader('content-type', 'application/x-ns-proxy-autoconfig').end(url === '/proxy.pac' ? script : '');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo;
  const ask = async (server: string) => (await run('proxy', server))[0];
  await set('ProxyEnable', 'REG_DWORD', '1');
  await set('ProxyServer', 'REG_SZ', 'manual.example:8080');
  const manual = { http_proxy: 'manual.example:8080', https_proxy: 'manual.example:8080', no_proxy: '' };
  expect(await ask('https://a.example/')).toEqual({ environment: manual, script: false });
  await set('AutoConfigURL', 'REG_SZ', `http://127.0.0.1:${port}/proxy.pac`);
  expect(await ask('https://a.example/')).toMatchObject({ script: false, proxies: ['proxy.example:3128'] });
  expect(await ask('https://b.test/')).toMatchObject({ script: false, proxies: [] });
  expect(fetched).toEqual(['/proxy.pac', '/proxy.pac']);
  await set('AutoConfigURL', 'REG_SZ', `http://127.0.0.1:${port}/broken.pac`);
  expect(await ask('https://a.example/')).toEqual({ environment: manual, script: true });
}, 60_000);

test('the log is moved into a folder that administrators alone may change, and into no other', async () => {
  put('state/agent.log', 'written before\n');
  const open = put('open/file');
  chmodSync(path.dirname(open), 0o777);
  mkdirSync(at('closed'), { mode: 0o755 });
  const move = (folder: string) => run('log', 'C:\\state', 'C:\\state\\agent.log', folder);
  const stays = ['C:\\state\\agent.log', 'written before\n'];
  expect(await move('C:\\open')).toEqual([{ ok: false, fault: 'open-to-others' }, stays]);
  expect(await move('C:\\none')).toEqual([{ ok: false, fault: 'not-there' }, stays]);
  expect(await move('C:\\closed')).toEqual([
    { ok: true, folder: 'C:\\closed\\sekisho-log' },
    ['C:\\closed\\sekisho-log\\agent.log', 'written before\n'],
  ]);
  expect(existsSync(at('state/agent.log'))).toBe(false);
});
