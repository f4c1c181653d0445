/** The agent for Windows under Wine, against a real server: registered, on Home, its screen locked from the API and opened, and taken away. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { lockScreenColours } from '@sekisho/contracts/lock-screen-colours';
import { eventually } from '@sekisho/testkit/eventually';
import { rootOf } from '@sekisho/testkit/root-certificate';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { type Picture, startXServer, type XServer } from '@sekisho/testkit/x-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatherWindowsProgram } from '../../packages/installers/src/windows/program.ts';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-wine-'));
const program = path.join(folder, 'program');
const state = path.join(folder, 'prefix/drive_c/ProgramData/Sekisho');
let server: ServerProcess;
let x: XServer;
let agentProcess: ReturnType<typeof spawn> | null = null;

const environment = () => ({
  ...process.env,
  WINEPREFIX: path.join(folder, 'prefix'),
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  DISPLAY: x.display,
});

/** Wine's Node speaks to files, not to pipes of another system. */
async function wine(...args: readonly string[]): Promise<{ code: number; said: string }> {
  const file = path.join(folder, 'output.txt');
  const output = openSync(file, 'w');
  const child = spawn('wine', [...args], { env: environment(), stdio: ['ignore', output, output] });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', () => reject(new Error('wine is missing: install the Debian packages wine and wine64')));
    child.once('exit', (status) => resolve(status ?? 1));
  });
  closeSync(output);
  return { code, said: readFileSync(file, 'utf8') };
}

const node = () => [path.join(program, 'node.exe'), '--disable-warning=ExperimentalWarning'];
const agent = (...args: readonly string[]) => wine(...node(), path.join(program, 'agent.cjs'), ...args);

function startAgent(): void {
  const output = openSync(path.join(folder, 'agent.txt'), 'a');
  const args = [...node(), path.join(program, 'agent.cjs'), 'run'];
  agentProcess = spawn('wine', args, { env: environment(), stdio: ['ignore', output, output] });
  closeSync(output);
}

/** What it has open nobody can remove there. */
async function endAgent(): Promise<void> {
  const ending = agentProcess;
  agentProcess = null;
  if (ending === null || ending.exitCode !== null) return;
  const ended = new Promise((resolve) => ending.once('exit', resolve));
  ending.kill('SIGKILL');
  await ended;
}

interface Listed {
  readonly id: string;
  readonly platform: string;
  readonly osName: string;
  readonly computerName: string;
  readonly online: boolean;
  readonly lockMode: string;
}

async function onHome(): Promise<Listed | undefined> {
  const { body } = await server.api('/devices');
  return (body as { items: Listed[] }).items[0];
}

function shareOf({ red, green, blue }: { red: number; green: number; blue: number }, picture: Picture): number {
  let count = 0;
  for (let column = 0; column < 20; column += 1)
    for (let row = 0; row < 15; row += 1) {
      const at = picture.at(Math.floor((picture.width * column) / 20), Math.floor((picture.height * row) / 15));
      if (at[0] === red && at[1] === green && at[2] === blue) count += 1;
    }
  return count / 300;
}

const remote = Number.parseInt(lockScreenColours.remote.slice(1), 16);
const lockColour = { red: remote >> 16, green: (remote >> 8) & 0xff, blue: remote & 0xff };
const covered = async () => shareOf(lockColour, await x.picture());

beforeAll(async () => {
  [server, x] = await Promise.all([startServer(), startXServer(1024, 768)]);
  mkdirSync(path.join(program, 'licences'), { recursive: true });
  for (const { name, content } of await gatherWindowsProgram('x64', '0.0.0'))
    writeFileSync(path.join(program, name), content);
  writeFileSync(path.join(folder, 'ca.pem'), await rootOf(server.tlsPort));
  await wine('wineboot', '-i');
  await wine('winecfg', '-v', 'win10');
}, 120_000);

afterAll(async () => {
  // Only what lives in this prefix, which is the test's own.
  if (x !== undefined) await run('wineserver', ['-k'], { env: environment() }).catch(() => undefined);
  await endAgent();
  await x?.stop();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('registers, stands on Home with its inventory, locks, comes back when its screen is killed, opens, and goes', async () => {
  const { body } = await server.api('/system');
  const { serialNumber } = body as { serialNumber: string };
  const ca = `Z:${path.join(folder, 'ca.pem').replaceAll('/', '\\')}`;
  const wrong = await agent('enrol', '--server', server.tlsUrl, '--serial', 'AAAAA-AAAAA-AAAAA-AAAA1', '--ca', ca);
  expect(wrong.code, wrong.said).toBe(1);
  const enrolled = await agent('enrol', '--server', server.tlsUrl, '--serial', serialNumber, '--ca', ca);
  expect(enrolled.code, enrolled.said).toBe(0);
  const stored = readFileSync(path.join(state, 'registration.json'), 'utf8');
  expect(JSON.parse(stored.slice(65))).toMatchObject({
    value: { identity: { privateKey: expect.stringMatching(/^dpapi:/) } },
  });

  startAgent();
  const device = await eventually(onHome, (listed) => listed?.online === true, 40_000);
  expect(device).toMatchObject({ platform: 'windows', osName: expect.stringMatching(/Windows 10/) });
  const id = device?.id ?? '';
  const inventory = await eventually(
    async () => (await server.api(`/devices/${id}/inventory`)).body,
    (found) => JSON.stringify(found).includes('PhysicalDrive') || JSON.stringify(found).includes('C:\\\\'),
    40_000,
  );
  expect(JSON.stringify(inventory)).toContain('Windows 10');
  expect((await agent('status', '--json')).said).toContain('"running": true');
  expect((await agent('run')).said).toContain('running already');

  const order = (kind: string) => server.api(`/devices/${id}/commands`, { method: 'POST', body: { kind } });
  expect(await covered()).toBe(0);
  expect((await order('lock')).status).toBe(201);
  await eventually(covered, (share) => share > 0.8, 40_000);
  await eventually(onHome, (listed) => listed?.lockMode === 'remote', 20_000);
  const refused = await agent('uninstall', '--check');
  expect(refused.code, refused.said).toBe(7);

  const pids = execFileSync('pgrep', ['-f', `${path.basename(folder)}.*lock-screen --pipe`], { encoding: 'utf8' });
  for (const pid of pids.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
  await eventually(covered, (share) => share > 0.8, 30_000);

  await order('unlock');
  // The killed screen leaves a gap, too: what the device says counts.
  await eventually(onHome, (listed) => listed?.lockMode === 'unlocked', 40_000);
  await eventually(covered, (share) => share === 0, 40_000);
  const password = (
    (await server.api('/system/uninstall-password/reveal', { method: 'POST' })).body as { password: string }
  ).password;
  writeFileSync(path.join(folder, 'password.txt'), password);
  const file = `Z:${path.join(folder, 'password.txt').replaceAll('/', '\\')}`;
  await endAgent();
  const gone = await agent('uninstall', '--yes', '--password-file', file);
  expect(gone.code, gone.said).toBe(0);
  const left = existsSync(state) ? readdirSync(state) : [];
  expect(left, gone.said).not.toContain('registration.json');
}, 150_000);
