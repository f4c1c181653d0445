/**
 * The installer on this machine against a real server, in folders of its own: from the one line to the device on the list, through
 * kill -9 and a second run, to nothing left.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startConnectProxy } from '@sekisho/testkit/connect-proxy';
import { eventually } from '@sekisho/testkit/eventually';
import { freePort, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { startXServer } from '@sekisho/testkit/x-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentIn,
  agentPid,
  devices,
  installLine,
  processesBelow,
  run,
  statusIn,
  uninstallIn,
} from './installed-agents.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-install-'));
const root = path.join(import.meta.dirname, '../../..');
let server: ServerProcess;
let serialNumber: string;

/** A folder that is gone has nothing in it, not even itself. */
const leftIn = (folder: string) => (existsSync(folder) ? ['.', ...readdirSync(folder, { recursive: true })] : []);

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'packages/installers/src/build.ts'), '--gzip-only']);
  server = await startServer();
  const { body } = await server.api('/system');
  serialNumber = (body as { serialNumber: string }).serialNumber;
}, 120_000);

afterAll(async () => {
  for (const prefix of readdirSync(scratch)) {
    const folder = path.join(scratch, prefix);
    if (existsSync(path.join(folder, 'agent'))) await uninstallIn(server, folder);
  }
  await server?.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

test.each(['dash', 'bash'])(
  '%s: the line from the console, kill -9, a second run, uninstall',
  { timeout: 180_000 },
  async (shell) => {
    const prefix = path.join(scratch, shell);
    const line = await installLine(server, shell, `--prefix ${prefix}`);
    expect(line).toContain(`| ${shell} -s`);
    const first = await run('sh', ['-c', line]);
    expect(first, first.err).toMatchObject({ code: 0 });
    expect(first.out).toMatch(/Registered\. Organization: .*\n/);
    expect(first.out).not.toContain('No anchor of trust');
    expect(first.out.trimEnd()).toMatch(/is installed and registered\.$/);
    const { deviceId } = (await statusIn(prefix)).status ?? { deviceId: '' };
    const listed = await eventually(
      async () => (await devices(server)).find(({ id }) => id === deviceId),
      (device) => device?.lastSeenAt != null,
      2_000,
    );
    expect(listed).toMatchObject({ computerName: execFileSync('hostname', { encoding: 'utf8' }).trim() });

    const before = agentPid(prefix);
    if (before === undefined) throw new Error('no agent is running');
    process.kill(before, 'SIGKILL');
    await eventually(
      () => agentPid(prefix),
      (pid) => pid !== undefined && pid !== before,
      10_000,
    );
    await eventually(
      () => statusIn(prefix),
      ({ running, status }) => running && status?.lastCheckInAt != null,
    );
    expect((await agentIn(prefix, ['run'])).err).toContain('running already');
    expect((await agentIn(prefix, ['check-in'])).out).toContain('Checked in.');
    expect((await agentIn(prefix, ['logs'])).out).toContain('"message":"started"');
    expect((await agentIn(prefix, ['uninstall', '--yes'])).err).toContain('The uninstall password is needed.');
    const wrong = await run('sh', [
      '-c',
      `echo WRONG | ${prefix}/agent/sekisho-agent uninstall --yes --password-stdin`,
    ]);
    expect([wrong.code, wrong.err]).toEqual([5, expect.stringContaining('The uninstall password is wrong.')]);
    expect((await uninstallIn(server, prefix, {}, [])).err).toContain('--yes');

    const again = await run('sh', ['-c', line], { LANG: 'ja_JP.UTF-8' });
    expect(again, again.err).toMatchObject({ code: 0 });
    expect(again.out).toContain(`この端末は登録済みです。端末 ID: ${deviceId}`);
    await eventually(
      () => statusIn(prefix),
      ({ running, status }) => running && status?.deviceId === deviceId,
    );

    // In the menu at once, found by any desktop that looks there, and gone again afterwards.
    const entry = path.join(prefix, 'share/applications/sekisho.desktop');
    execFileSync('desktop-file-validate', [entry]);
    expect(readFileSync(entry, 'utf8')).toContain(`Exec=${prefix}/agent/sekisho-agent window\n`);
    expect((await agentIn(prefix, ['window'])).err).toContain('there is no desktop');

    expect(await uninstallIn(server, prefix)).toMatchObject({ code: 0 });
    expect(leftIn(prefix)).toEqual([]);
    expect(processesBelow(prefix)).toEqual([]);
    const { body } = await server.api(`/devices/${deviceId}/timeline`);
    const told = (body as { items: { what: string }[] }).items.map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining(['uninstall-refused', 'uninstalled']));
  },
);

test('a wrong serial number: the documented sentence, not zero, nothing left', { timeout: 60_000 }, async () => {
  const prefix = path.join(scratch, 'refused');
  const { body } = await server.api('/system');
  const { enrolmentCommand } = body as { enrolmentCommand: string };
  const line = `${enrolmentCommand.replace(serialNumber, 'AAAAA-AAAAA-AAAAA-AAAAA')} --prefix ${prefix}`;
  const refused = await run('bash', ['-o', 'pipefail', '-c', line], { LANG: 'ja_JP.UTF-8' });
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain(
    '認証に失敗しました。入力されたシリアル番号、または契約数に間違いがないかご確認ください。',
  );
  expect(leftIn(prefix)).toEqual([]);
});

test('an archive that was replaced is not unpacked; an unknown option and no service are said', {
  timeout: 60_000,
}, async () => {
  const script = await (await fetch(`${server.url}/install.sh`)).text();
  const tampered = script
    .replace(/ [0-9a-f]{64}$/gm, ` ${'0'.repeat(64)}`)
    .replace(/ [0-9a-f]{64}'$/gm, ` ${'0'.repeat(64)}'`);
  const prefix = path.join(scratch, 'tampered');
  const refused = await run('sh', ['-c', tampered, 'sh', '--prefix', prefix, '--serial', serialNumber]);
  expect([refused.code, refused.err.trim()]).toEqual([
    1,
    'The downloaded file is damaged or was replaced by another. Run this again.',
  ]);
  expect(leftIn(prefix)).toEqual([]);
  const unknown = await run('sh', ['-c', script, 'sh', '--silent']);
  expect([unknown.code, unknown.err.trim()]).toEqual([1, 'There is no option --silent.']);
  const still = await run('sh', ['-c', script, 'sh', '--prefix', prefix, '--serial', serialNumber, '--no-service']);
  expect(still, still.err).toMatchObject({ code: 0 });
  expect(await statusIn(prefix)).toMatchObject({ running: false, registered: true });
  // Where no agent runs, the command checks in itself.
  expect((await agentIn(prefix, ['check-in', '--json'])).out).toContain('"ok":true');
  expect((await agentIn(prefix, ['status'])).code).toBe(3);
});

test('installed first, registered afterwards; a proxy with a password is in nobody’s arguments', {
  timeout: 180_000,
}, async () => {
  const prefix = path.join(scratch, 'later');
  const line = (await installLine(server, 'sh', `--prefix ${prefix}`)).replace(/--serial \S+/, '');
  await using proxy = await startConnectProxy();
  const seen = new Set<string>();
  const watch = setInterval(() => {
    for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        if (words.includes('t0p-secret')) seen.add(words);
      } catch {
        // It has ended.
      }
  }, 5);
  const installed = await run('sh', ['-c', line], { https_proxy: `http://taro:t0p-secret@${proxy.address}` });
  clearInterval(watch);
  expect(installed, installed.err).toMatchObject({ code: 0 });
  expect(installed.out).toContain('If this device is not registered yet');
  expect([...seen]).toEqual([]);
  const ask = () => agentIn(prefix, ['status']);
  await eventually(ask, ({ code, out }) => code === 78 && out.includes('not registered yet'));
  expect((await agentIn(prefix, ['enrol', '--serial', serialNumber])).out).toContain('Registered.');
  await eventually(
    () => statusIn(prefix),
    ({ running, status }) => running && status?.lastCheckInAt != null,
  );
  expect(proxy.asked.length).toBeGreaterThan(0);
  expect(new Set(proxy.credentials)).toEqual(new Set([`Basic ${Buffer.from('taro:t0p-secret').toString('base64')}`]));
  const { out } = await agentIn(prefix, ['proxy']);
  expect(out).toContain(`http://${proxy.address}`);
  expect(out).not.toContain('t0p-secret');
  expect(await uninstallIn(server, prefix)).toMatchObject({ code: 0 });
  expect(leftIn(prefix)).toEqual([]);
});

test('locked: kill -9 and an upgrade open nothing, uninstall is refused', { timeout: 180_000 }, async () => {
  const prefix = path.join(scratch, 'locked');
  const screen = await startXServer(800, 600);
  const env = { SEKISHO_AGENT_DISPLAYS: screen.display };
  const corner = async () => (await screen.picture()).at(5, 5).join(' ');
  const command = async (kind: string) => {
    const { status } = await statusIn(prefix);
    return server.api(`/devices/${status?.deviceId}/commands`, { method: 'POST', body: { kind } });
  };
  try {
    const line = await installLine(server, 'sh', `--prefix ${prefix}`);
    expect(await run('sh', ['-c', line], env)).toMatchObject({ code: 0 });
    const open = await corner();
    expect((await command('lock')).status).toBe(201);
    const locked = await eventually(corner, (colour) => colour !== open);
    const before = agentPid(prefix) ?? 0;
    process.kill(before, 'SIGKILL');
    const seen = new Set<string>();
    await eventually(
      async () => {
        seen.add(await corner());
        return agentPid(prefix);
      },
      (pid) => pid !== undefined && pid !== before,
    );
    await eventually(
      () => statusIn(prefix),
      ({ running }) => running,
    );
    const refused = await uninstallIn(server, prefix, { LANG: 'ja_JP.UTF-8' });
    expect(refused).toMatchObject({ code: 7, err: expect.stringContaining('ロック中は取り除けません。') });
    expect(await run('sh', ['-c', line], env)).toMatchObject({ code: 0 });
    await eventually(
      async () => {
        seen.add(await corner());
        return statusIn(prefix);
      },
      ({ running }) => running,
    );
    expect([...seen]).toEqual([locked]);
    await command('unlock');
    await eventually(corner, (colour) => colour === open);
    expect(await uninstallIn(server, prefix)).toMatchObject({ code: 0 });
    await eventually(
      () => processesBelow(prefix),
      (left) => left.length === 0,
    );
  } finally {
    await screen.stop();
  }
});

test('from another address, through a network namespace', { timeout: 180_000 }, async () => {
  const name = `skh${process.pid}`;
  const net = 16 + (process.pid % 200);
  const [ours, theirs] = [`198.18.${net}.1`, `198.18.${net}.2`];
  const ip = (...args: string[]) => execFileSync('ip', args);
  ip('netns', 'add', name);
  ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name);
  ip('addr', 'add', `${ours}/24`, 'dev', `${name}a`);
  ip('link', 'set', `${name}a`, 'up');
  ip('-n', name, 'addr', 'add', `${theirs}/24`, 'dev', `${name}b`);
  ip('-n', name, 'link', 'set', `${name}b`, 'up');
  const prefix = path.join(scratch, 'namespace');
  const tlsPort = await freePort();
  const other = await startServer({ tlsPort, args: ['--public-url', `https://${ours}:${tlsPort}`] });
  try {
    const line = await installLine(other, 'sh', `--prefix ${prefix}`);
    expect(line).toContain(`https://${ours}:${tlsPort}/install.sh`);
    const installed = await run('ip', ['netns', 'exec', name, 'sh', '-c', line]);
    expect(installed, installed.err).toMatchObject({ code: 0 });
    const device = await eventually(
      () => devices(other),
      ([first]) => first?.lastSeenAt != null,
      5_000,
    );
    expect(device[0]).toMatchObject({ addresses: [theirs] });
    expect(await uninstallIn(other, prefix)).toMatchObject({ code: 0 });
    expect(leftIn(prefix)).toEqual([]);
  } finally {
    if (existsSync(path.join(prefix, 'agent'))) await uninstallIn(other, prefix);
    await other.dispose();
    ip('netns', 'del', name);
  }
});
