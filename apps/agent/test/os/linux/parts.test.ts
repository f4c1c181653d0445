/** The small parts of the agent on Linux: places, languages, clocks, log file, one instance, control socket, power, screens. */
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { hasJumped } from '../../../src/os/any/clock-watch.ts';
import { readConfigFile, writeConfigFile } from '../../../src/os/any/config-file.ts';
import { takeInstanceLock } from '../../../src/os/any/instance-lock.ts';
import { createLogFile, lastLines } from '../../../src/os/any/log-file.ts';
import { createScreenPort } from '../../../src/os/any/screen-port.ts';
import type { LockScreen, ShowOutcome } from '../../../src/os/linux/lock-screen/index.ts';
import { resolvePlaces } from '../../../src/os/linux/places.ts';
import { createPower } from '../../../src/os/linux/power.ts';
import { languageOf } from '../../../src/os/linux/system-language.ts';
import { askControlSocket, serveControlSocket } from '../../../src/os/posix/control-socket.ts';
import { terminalLanguage } from '../../../src/os/posix/terminal-language.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-agent-parts-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const installed = { environment: {}, executable: '/opt/sekisho/agent/node', script: '/opt/sekisho/agent/agent.cjs' };

test('places: the usual ones, those of the environment, those of options', () => {
  expect(resolvePlaces({}, installed)).toMatchObject({
    stateFolder: '/var/lib/sekisho',
    configFile: '/etc/sekisho/agent.json',
    programFolder: '/opt/sekisho/agent',
    fontFile: '/opt/sekisho/agent/lock-screen.ttf',
    ownCommand: ['/opt/sekisho/agent/node', '/opt/sekisho/agent/agent.cjs'],
  });
  const environment = { SEKISHO_AGENT_STATE: '/s', SEKISHO_AGENT_CONFIG: '/c.json' };
  expect(resolvePlaces({}, { ...installed, environment })).toMatchObject({ stateFolder: '/s', configFile: '/c.json' });
  expect(resolvePlaces({ stateFolder: '/t' }, installed).configFile).toBe('/t/agent.json');
  expect(resolvePlaces({ stateFolder: '/t', configFile: '/u' }, installed).configFile).toBe('/u');
  expect(resolvePlaces({}, { ...installed, script: '/checkout/apps/agent/src/main.ts' }).programFolder).toBeNull();
});

test.each([
  [{}, [''], 'ja'],
  [{ LANG: 'C.UTF-8' }, ['LANG=en_US.UTF-8\n'], 'en'],
  [{ LANG: 'POSIX' }, [], 'ja'],
  [{ LANG: 'en_US.UTF-8' }, ['LANG=ja_JP.UTF-8'], 'en'],
  [{ LANG: 'ja_JP.eucJP' }, [], 'ja'],
  [{ LC_ALL: 'ja_JP.UTF-8', LANG: 'en_GB.UTF-8' }, [], 'ja'],
  [{}, ['# nothing', 'export LANG="fr_FR.UTF-8"\n'], 'en'],
])('the lock screen of %j, %j speaks %s', (environment, files, language) => {
  expect(languageOf(environment, files)).toBe(language);
});

test('a terminal that does not speak Japanese gets English', () => {
  expect(terminalLanguage({})).toBe('en');
  expect(terminalLanguage({ LANG: 'ja_JP.UTF-8' })).toBe('ja');
  expect(terminalLanguage({ LC_ALL: 'C', LANG: 'ja_JP.UTF-8' })).toBe('en');
});

const start = { awakeMs: 1_000, sinceBootMs: 50_000, wallMs: 1_000_000 };
test.each([
  ['plain time', { awakeMs: 11_000, sinceBootMs: 60_000, wallMs: 1_010_000 }, false],
  ['a slow look', { awakeMs: 61_000, sinceBootMs: 110_010, wallMs: 1_060_500 }, false],
  ['sleep', { awakeMs: 11_000, sinceBootMs: 3_660_000, wallMs: 4_610_000 }, true],
  ['a clock put back', { awakeMs: 11_000, sinceBootMs: 60_000, wallMs: 10_000 }, true],
])('%s', (_, after, jumped) => {
  expect(hasJumped(start, after)).toBe(jumped);
});

test('the log file is for root only, rotates, and is read over its rotations', () => {
  const file = path.join(scratch, 'log/agent.log');
  const write = createLogFile(() => file);
  for (let index = 0; index < 25_000; index += 1) write(`{"line":${index},"text":"${'x'.repeat(80)}"}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(`${file}.1`).size).toBeGreaterThan(1024 * 1024);
  expect(lastLines(file, 3).map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([
    24_997, 24_998, 24_999,
  ]);
  expect(lastLines(file, 12_000)).toHaveLength(12_000);
  expect(lastLines(path.join(scratch, 'none'), 3)).toEqual([]);
});

test('a log that cannot be written is no reason to fail', () => {
  writeFileSync(path.join(scratch, 'file'), '');
  expect(() => createLogFile(() => path.join(scratch, 'file/agent.log'))('x\n')).not.toThrow();
});

test('configuration: for root only; a damaged one is none', async () => {
  const file = path.join(scratch, 'etc/agent.json');
  const proxy = { mode: 'manual', url: 'http://user:secret@proxy:8080', bypass: '' } as const;
  const config = { server: 'https://a:8443', ca: null, trustHash: null, proxy };
  await writeConfigFile(file, config);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await readConfigFile(file)).toEqual(config);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -10));
  expect(await readConfigFile(file)).toBeNull();
  writeFileSync(file, '{"server":"file:///etc/passwd","ca":null,"trustHash":null,"proxy":null}');
  expect(await readConfigFile(file)).toBeNull();
});

test('one instance: refused while another process has it, free as soon as that was killed', async () => {
  const file = path.join(scratch, 'instance.lock');
  const child = fork(fileURLToPath(import.meta.resolve('./hold-instance.ts')), [file], { execArgv: [] });
  await new Promise((resolve) => child.once('message', resolve));
  expect(takeInstanceLock(file)).toBeNull();
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
  const lock = takeInstanceLock(file);
  expect(lock).not.toBeNull();
  lock?.close();
});

test('the control socket: root only, one answer each, nobody there is null, rubbish is answered with nothing', async () => {
  const file = path.join(scratch, 'agent.sock');
  expect(await askControlSocket(file, { do: 'status' })).toBeNull();
  // What a killed agent leaves behind.
  writeFileSync(file, '');
  const asked: unknown[] = [];
  const server = await serveControlSocket(file, async (request) => {
    asked.push(request);
    if (request.do === 'check-in') throw new Error('no');
    return { did: 'nothing' };
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await askControlSocket(file, { do: 'status' })).toEqual({ did: 'nothing' });
  expect(await askControlSocket(file, { do: 'check-in' })).toBeNull();
  expect(asked).toEqual([{ do: 'status' }, { do: 'check-in' }]);
  server.close();
  expect(await askControlSocket(file, { do: 'status' })).toBeNull();
});

test('power: the first way that works; none is said aloud', async () => {
  const tried: string[] = [];
  const power = createPower(async (program) => {
    tried.push(program);
    return program === 'shutdown';
  });
  await power.shutDown();
  expect(tried).toEqual(['systemctl', 'shutdown']);
  await expect(createPower(async () => false).shutDown()).rejects.toThrow('shuts it down');
});

function fakeLockScreen(outcome: ShowOutcome) {
  const calls: unknown[] = [];
  const listeners: ((outcome: ShowOutcome) => void)[] = [];
  const lockScreen: LockScreen = {
    show: async (screen) => {
      calls.push(screen);
      return outcome;
    },
    hide: async () => {
      calls.push(null);
    },
    status: () => ({ screen: null, displays: [], sessions: [] }),
    stop: () => {},
    onShown: (listener) => {
      listeners.push(listener);
      return () => {};
    },
  };
  const announce = (what: ShowOutcome) => {
    for (const listener of listeners) listener(what);
  };
  return { lockScreen, calls, announce };
}

test.each([
  ['ja', 'リモートロック中'],
  ['en', 'Remote lock'],
] as const)(
  'the screen in %s says %s, whose device it is, how it opens, and what the policy says, cleaned',
  async (language, title) => {
    const { lockScreen, calls } = fakeLockScreen({ covering: 'display', at: 1 });
    const events: unknown[] = [];
    const port = createScreenPort(lockScreen, language);
    port.listen((event) => events.push(event));
    const message = 'お返しください。\r\n\u202eこの端末は\u0007会社のものです。\n';
    port.show({ screen: 'remote', organizationName: '株式会社見本\n', message, telephone: ' 03-1234-5678 ' });
    await turn();
    port.hide();
    await turn();
    const release = { ja: /管理者が解除する/, en: /administrator/ }[language];
    expect(calls).toEqual([
      {
        screen: 'remote',
        title,
        lines: ['株式会社見本', expect.stringMatching(release)],
        message: ['お返しください。', 'この端末は会社のものです。'],
        telephone: { ja: '連絡先: 03-1234-5678', en: 'Call: 03-1234-5678' }[language],
        language,
      },
      null,
    ]);
    expect(events).toEqual([{ type: 'shown', screen: 'remote', by: 'own' }, { type: 'hidden' }]);
  },
);

test('nothing to cover: nothing is claimed until a display or a session appears', async () => {
  const { lockScreen, announce } = fakeLockScreen({ covering: 'nothing', at: 1 });
  const events: unknown[] = [];
  const port = createScreenPort(lockScreen, 'ja');
  port.listen((event) => events.push(event));
  port.show({ screen: 'timer', organizationName: '', message: '', telephone: '' });
  await turn();
  expect(events).toEqual([]);
  announce({ covering: 'session', at: 2 });
  expect(events).toEqual([{ type: 'shown', screen: 'timer', by: 'system' }]);
});
