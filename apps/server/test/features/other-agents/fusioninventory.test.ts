/** Debian's FusionInventory agent, run for real against a server over TLS: the machine of the test is a device, once, with its facts. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { AgentIntakeList, AgentIntakeMade, DeviceInventory, DeviceList } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, temporaryFolder, type World } from '../administration/console-client.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Where it keeps what it knows: by a module of ours in the place of its own, as no option says it. */
async function layOut(folder: string): Promise<void> {
  const places = `datadir => "/usr/share/fusioninventory", libdir => "/usr/share/fusioninventory/lib", vardir => "${folder}"`;
  await writeFile(
    path.join(folder, 'setup.pm'),
    `package setup; use parent qw(Exporter); our @EXPORT = ('%setup'); our %setup = (${places}); 1;\n`,
  );
}

/** What it logged. Its exit code does not say whether it was heard. */
async function runAgent(folder: string, options: readonly string[]): Promise<string> {
  const fixed = ['--no-ssl-check', '--force', '--tasks=inventory', '--no-category=process,environment,printer'];
  const env = { ...process.env, PERL5LIB: folder, PERL5OPT: '-Msetup', no_proxy: '*' };
  return new Promise((resolve, reject) => {
    execFile('fusioninventory-agent', [...fixed, ...options], { env }, (error, stdout, stderr) => {
      if (error !== null && 'code' in error && error.code === 'ENOENT')
        reject(new Error('the agent is missing: install the Debian package fusioninventory-agent', { cause: error }));
      else resolve(stdout + stderr);
    });
  });
}

const devices = () => world.admin.ok<DeviceList>('GET', '/api/v1/devices');

test('it is let in by its password, listed with what it knows, the same device the next time, and refused once revoked', async () => {
  await using folder = await temporaryFolder();
  await layOut(folder.path);
  const made = await world.admin.ok<AgentIntakeMade>('POST', '/api/v1/agent-intakes', {
    name: '旧サーバーからの移行',
    groupId: 0,
    expiresInDays: 90,
  });
  const server = `--server=${world.server.tlsUrl}${new URL(made.url).pathname}`;
  const login = [server, '--user=sekisho', `--password=${made.secret}`];

  expect(await runAgent(folder.path, [server, '--user=sekisho', '--password=guessed'])).toContain('wrong credentials');
  expect((await devices()).total).toBe(0);

  const log = await runAgent(folder.path, login);
  expect(log).not.toContain('[error]');
  const [device] = (await devices()).items;
  expect(device).toMatchObject({
    computerName: hostname(),
    platform: 'linux',
    state: 'inventory-only',
    clientKind: 'fusioninventory-agent',
    agentVersion: expect.stringMatching(/^FusionInventory-Agent \d/),
    pending: false,
  });
  const { sections } = await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${device?.id}/inventory`);
  const contentOf = (name: string) => sections.find((section) => section.name === name)?.content;
  expect(contentOf('operating-system')).toMatchObject({ name: 'Debian GNU/Linux' });
  const [, version] =
    /^Package: fusioninventory-agent$[\s\S]*?^Version: (.*)$/m.exec(await readFile('/var/lib/dpkg/status', 'utf8')) ??
    [];
  const itself = { name: 'fusioninventory-agent', version, source: 'dpkg' };
  expect(contentOf('software')).toMatchObject({ packages: expect.arrayContaining([expect.objectContaining(itself)]) });

  await runAgent(folder.path, login);
  expect((await devices()).items.map(({ id }) => id)).toEqual([device?.id]);
  const [intake] = (await world.admin.ok<AgentIntakeList>('GET', '/api/v1/agent-intakes')).items;
  expect(intake).toMatchObject({
    devices: 1,
    lastUse: { address: '127.0.0.1', agent: expect.stringContaining('Fusion') },
  });

  await world.admin.ok('POST', `/api/v1/agent-intakes/${made.intake.id}/revocation`);
  expect(await runAgent(folder.path, login)).toContain('wrong credentials');
});
