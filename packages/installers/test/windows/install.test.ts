/** An installer from build to removal, with the real agent and a real server: under Wine, which is as near as this machine comes. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { openWine, type Wine, windowsPath } from '@sekisho/testkit/wine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildExe } from '../../src/windows/package-builder.ts';
import { gatherWindowsProgram } from '../../src/windows/program.ts';
import { gatherSetupFiles } from '../../src/windows/setup-files.ts';
import { makeSlot } from '../../src/windows/stamp-slot.ts';
import { installerConfiguration } from './installer-configuration.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-install-'));
const installer = path.join(scratch, 'installer.exe');
const uninstallKey = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Sekisho';
let wine: Wine;
let server: ServerProcess;

const inWindows = (...parts: string[]) => path.join(wine.drive, ...parts);
const programFolder = () => inWindows('Program Files/Sekisho');
const logOf = (name: string) =>
  readFileSync(inWindows('users', process.env['USER'] ?? 'root', 'Temp', name), 'utf16le');

/** The anchor of trust that the console's own line names. */
async function readTrustHash(): Promise<string> {
  const { body } = await server.api('/system');
  const { enrolmentCommand } = body as { enrolmentCommand: string };
  const { pathname, search } = new URL(/https?:[^ '"|]+/.exec(enrolmentCommand)?.[0] ?? server.url);
  const script = await fetch(server.url + pathname + search);
  return /^trust_hash='([0-9a-f]{64})'$/m.exec(await script.text())?.[1] ?? '';
}

/** As an installer for tests: one architecture, as it is, and a stub that needs no 32-bit Wine. */
async function makeInstaller(): Promise<void> {
  const program = [...(await gatherWindowsProgram('x64', '9.8.7')), ...(await gatherSetupFiles())];
  mkdirSync(path.join(scratch, 'build'));
  const built = await buildExe(
    {
      folder: scratch,
      scratch: path.join(scratch, 'build'),
      name: 'x',
      program: new Map([['x64', program]]),
      signer: null,
    },
    { version: '9.8.7', target: 'amd64-unicode', compressed: false },
  );
  const content = readFileSync(path.join(scratch, built.fileName));
  const trustHash = await readTrustHash();
  makeSlot({ ...installerConfiguration, serverUrl: server.url, trustHash, format: 'silent' }).copy(
    content,
    built.slotAt,
  );
  writeFileSync(installer, content);
}

beforeAll(async () => {
  server = await startServer();
  wine = await openWine();
  await makeInstaller();
}, 240_000);

afterAll(async () => {
  await wine?.close();
  await server?.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const agent = (...words: string[]) => {
  return wine.run('C:\\Program Files\\Sekisho\\node.exe', 'C:\\Program Files\\Sekisho\\agent.cjs', ...words);
};
const uninstall = (...words: string[]) => wine.run('C:\\Program Files\\Sekisho\\uninstall.exe', ...words);

test('installs silently: files, entries, configuration for administrators alone, a service that runs', async () => {
  expect(await wine.run(windowsPath(installer)), logOf('SekishoClientInstall.log')).toMatchObject({ code: 0 });
  expect(logOf('SekishoClientInstall.log')).toMatch(/setup: service started[\s\S]*installer: installed/);
  for (const name of ['node.exe', 'koffi.node', 'agent.cjs', 'setup.cjs', 'uninstall.exe', 'licences/packages.txt']) {
    expect(existsSync(path.join(programFolder(), name)), name).toBe(true);
  }
  expect(await wine.registryValue(uninstallKey, 'DisplayVersion')).toContain('9.8.7');
  const service = 'HKLM\\System\\CurrentControlSet\\Services\\SekishoAgent';
  expect(await wine.registryValue(service, 'ImagePath')).toContain('"C:\\Program Files\\Sekisho\\node.exe" "');
  const menu = inWindows('ProgramData/Microsoft/Windows/Start Menu/Programs/Sekisho');
  expect(readdirSync(menu).sort()).toEqual(['Sekisho のアンインストール.lnk', 'Sekisho の状態.lnk']);
  expect(existsSync(inWindows('users/Public/Desktop/Sekisho.lnk'))).toBe(true);
  expect(statSync(inWindows('ProgramData/Sekisho')).mode & 0o007).toBe(0);
}, 120_000);

test('a wrong option does nothing and says so', async () => {
  expect(await wine.run(windowsPath(installer), '/frobnicate')).toMatchObject({ code: 87 });
}, 60_000);

test('registered: no password and a wrong one are refused, the right one takes everything away', async () => {
  const { body } = await server.api('/system');
  const { serialNumber } = body as { serialNumber: string };
  const registered = await agent('enrol', '--server', server.url, '--serial', serialNumber);
  expect(registered, registered.output).toMatchObject({ code: 0 });
  await eventually(
    () => agent('check-in'),
    ({ code }) => code === 0,
  );
  // Again over it: who the device is stays.
  expect(await wine.run(windowsPath(installer))).toMatchObject({ code: 0 });
  const listed = await server.api('/devices');
  expect((listed.body as { items: unknown[] }).items).toHaveLength(1);
  expect(await uninstall('/S')).toMatchObject({ code: 6 });
  expect(await uninstall('/s', '/v"/qn UNINSTALLPASSWORD=WRONG"')).toMatchObject({ code: 5 });
  expect(existsSync(path.join(programFolder(), 'agent.cjs'))).toBe(true);
  const revealed = await server.api('/system/uninstall-password/reveal', { method: 'POST' });
  const { password } = revealed.body as { password: string };
  const removed = await wine.run(windowsPath(installer), '/s', `/v"/qn REMOVE=ALL UNINSTALLPASSWORD=${password}"`);
  expect(removed, logOf('SekishoClientUninstall.log')).toMatchObject({ code: 0 });
  await eventually(
    async () => existsSync(programFolder()),
    (isThere) => !isThere,
  );
  expect(existsSync(inWindows('ProgramData/Sekisho'))).toBe(false);
  expect(existsSync(inWindows('users/Public/Desktop/Sekisho.lnk'))).toBe(false);
  expect(await wine.registryValue(uninstallKey, 'DisplayVersion')).toBeNull();
}, 240_000);
