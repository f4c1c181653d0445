/** An installer from build to removal, with the real agent and a real server: under Wine, which is as near as this machine comes. */
import { execFileSync } from 'node:child_process';
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
import type { TrustChain, TrustSet } from '@sekisho/contracts';
import { type Language, messagesFor } from '@sekisho/messages';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { openWine, type Wine, windowsPath } from '@sekisho/testkit/wine';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuildPlan, buildExe, buildMsi } from '../../src/windows/package-builder.ts';
import { gatherWindowsProgram } from '../../src/windows/program.ts';
import { gatherSetupFiles } from '../../src/windows/setup-files.ts';
import { makeSlot } from '../../src/windows/stamp-slot.ts';
import { joinPictures, type Person, picturesFolder, sitDown } from './at-windows.ts';
import { installerConfiguration } from './installer-configuration.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-install-'));
const installer = path.join(scratch, 'installer.exe');
const wizard = path.join(scratch, 'wizard.exe');
const msi = path.join(scratch, 'installer.msi');
/** The same package, stamped by somebody else. */
const foreignMsi = path.join(scratch, 'foreign.msi');
const uninstallKey = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Sekisho';
let x: XServer;
let wine: Wine;
let server: ServerProcess;

const atLogOn = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
const inWindows = (...parts: string[]) => path.join(wine.drive, ...parts);
const programFolder = () => inWindows('Program Files/Sekisho');
const inUser = (...parts: string[]) => inWindows('users', process.env['USER'] ?? 'root', ...parts);
const logOf = (name: string) => readFileSync(inUser('Temp', name), 'utf16le');

/** The anchor of trust that the console's own line names. */
async function readTrustHash(): Promise<string> {
  const { body } = await server.api('/system');
  const { enrolmentCommand } = body as { enrolmentCommand: string };
  const { pathname, search } = new URL(/https?:[^ '"|]+/.exec(enrolmentCommand)?.[0] ?? server.url);
  const script = await fetch(server.url + pathname + search);
  return /^trust_hash='([0-9a-f]{64})'$/m.exec(await script.text())?.[1] ?? '';
}

/** The id that its devices know it by. */
async function readOrganizationId(): Promise<string> {
  const { chain } = (await server.api('/approvals/trust-chain')).body as TrustChain;
  return (JSON.parse(chain[0]?.text ?? '') as TrustSet).organization;
}

/** As installers for tests: one architecture, as it is, and a stub that needs no 32-bit Wine. */
async function makeInstallers(): Promise<void> {
  const program = [...(await gatherWindowsProgram('x64', '9.8.7')), ...(await gatherSetupFiles())];
  mkdirSync(path.join(scratch, 'build'));
  const plan: BuildPlan = {
    folder: scratch,
    scratch: path.join(scratch, 'build'),
    name: 'x',
    program: new Map([['x64', program]]),
    signer: null,
  };
  const options = { version: '9.8.7', target: 'amd64-unicode', compressed: false } as const;
  const exe = await buildExe(plan, options);
  const trustHash = await readTrustHash();
  const wanted = { ...installerConfiguration, serverUrl: server.url, trustHash, format: 'silent' as const };
  const initial = { ...wanted.initial, operationLog: true, inventorySections: ['operating-system' as const] };
  const waitsForRestart = { ...wanted, initial };
  const foreign = { ...wanted, serverUrl: 'https://elsewhere.example', organizationId: await readOrganizationId() };
  const builtMsi = await buildMsi(plan, options);
  for (const [file, built, configuration] of [
    [installer, exe, waitsForRestart],
    [wizard, exe, { ...waitsForRestart, format: 'wizard' as const }],
    [msi, builtMsi, wanted],
    [foreignMsi, builtMsi, foreign],
  ] as const) {
    const content = readFileSync(path.join(scratch, built?.fileName ?? ''));
    makeSlot(configuration).copy(content, built?.slotAt ?? 0);
    writeFileSync(file, content);
  }
}

beforeAll(async () => {
  [server, x] = await Promise.all([startServer(), startXServer(1024, 768)]);
  wine = await openWine({ DISPLAY: x.display });
  await makeInstallers();
}, 240_000);

afterAll(async () => {
  await wine?.close();
  await x?.stop();
  await server?.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const agent = (...words: string[]) => {
  return wine.run('C:\\Program Files\\Sekisho\\node.exe', 'C:\\Program Files\\Sekisho\\agent.cjs', ...words);
};
const uninstall = (...words: string[]) => wine.run('C:\\Program Files\\Sekisho\\uninstall.exe', ...words);

/** What Linux keeps of 3010: done, and something waits for a restart, which nobody can be asked for here. */
const restartNeeded = 3010 & 0xff;

test('installs silently: files, entries, configuration for administrators alone, a service that runs', async () => {
  const installed = await wine.run(windowsPath(installer));
  expect(installed, logOf('SekishoClientInstall.log')).toMatchObject({ code: restartNeeded });
  expect(logOf('SekishoClientInstall.log')).toMatch(/setup: service started[\s\S]*installer: installed/);
  for (const name of [
    'node.exe',
    'koffi.node',
    'agent.cjs',
    'setup.cjs',
    'Sekisho.exe',
    'uninstall.exe',
    'licences/packages.txt',
  ]) {
    expect(existsSync(path.join(programFolder(), name)), name).toBe(true);
  }
  expect(await wine.registryValue(uninstallKey, 'DisplayVersion')).toContain('9.8.7');
  const service = 'HKLM\\System\\CurrentControlSet\\Services\\SekishoAgent';
  expect(await wine.registryValue(service, 'ImagePath')).toContain(
    '"C:\\Program Files\\Sekisho\\node.exe" "C:\\Program Files\\Sekisho\\launch.cjs" service run',
  );
  const menu = inWindows('ProgramData/Microsoft/Windows/Start Menu/Programs/Sekisho');
  expect(readdirSync(menu).sort()).toEqual(['Sekisho のアンインストール.lnk', 'Sekisho 端末の保護.lnk']);
  expect(existsSync(inWindows('users/Public/Desktop/Sekisho.lnk'))).toBe(true);
  expect(await wine.registryValue(atLogOn, 'Sekisho')).toContain('"C:\\Program Files\\Sekisho\\Sekisho.exe" tray');
  expect(statSync(inWindows('ProgramData/Sekisho')).mode & 0o007).toBe(0);
}, 120_000);

test('what support needs is gathered into one file, and no secret with it', async () => {
  const file = path.join(scratch, 'support.zip');
  expect(await agent('support', '--to', windowsPath(file))).toMatchObject({ code: 0 });
  const read = (name: string) => execFileSync('unzip', ['-p', file, name], { encoding: 'utf8' });
  expect(read('versions.txt')).toMatch(/^installed: Sekisho クライアント 9\.8\.7$/m);
  expect(read('install.log')).toContain('setup: service started');
  expect(read('registry.reg')).toMatch(/^Windows Registry Editor[\s\S]+\[HKEY_LOCAL_MACHINE\\[^\]]+SekishoAgent\]/);
  expect(read('folders.txt')).toContain('C:\\Program Files\\Sekisho\\agent.cjs');
  expect(read('proxy.txt')).toContain('"installerMode": "system"');
  // Wine keeps no event logs.
  expect(read('application.evtx')).toContain('this could not be read');
  expect(execFileSync('unzip', ['-p', file], { encoding: 'latin1' })).not.toContain(
    installerConfiguration.enrolmentToken,
  );
}, 60_000);

test('a wrong option does nothing and says so', async () => {
  expect(await wine.run(windowsPath(installer), '/frobnicate')).toMatchObject({ code: 87 });
}, 60_000);

/** @returns the password without which nobody uninstalls it from now on */
async function registerByHand(): Promise<string> {
  const { body } = await server.api('/system');
  const { serialNumber } = body as { serialNumber: string };
  const registered = await agent('enrol', '--server', server.url, '--serial', serialNumber);
  expect(registered, registered.output).toMatchObject({ code: 0 });
  await eventually(
    () => agent('check-in'),
    ({ code }) => code === 0,
  );
  const revealed = await server.api('/system/uninstall-password/reveal', { method: 'POST' });
  return (revealed.body as { password: string }).password;
}

test('registered: no password and a wrong one are refused, the right one takes everything away', async () => {
  const password = await registerByHand();
  // Again over it: who the device is stays.
  expect(await wine.run(windowsPath(installer), 'REBOOT=ReallySuppress')).toMatchObject({ code: restartNeeded });
  const listed = (await server.api('/devices')).body as { items: { id: string }[] };
  expect(listed.items).toHaveLength(1);
  const inventory = () => server.api(`/devices/${listed.items[0]?.id}/inventory`);
  await eventually(inventory, ({ body }) => JSON.stringify(body).includes('"restartPending":true'), 40_000);
  expect(await uninstall('/S')).toMatchObject({ code: 6 });
  expect(await uninstall('/s', '/v"/qn UNINSTALLPASSWORD=WRONG"')).toMatchObject({ code: 5 });
  expect(existsSync(path.join(programFolder(), 'agent.cjs'))).toBe(true);
  const removed = await wine.run(windowsPath(installer), '/s', `/v"/qn REMOVE=ALL UNINSTALLPASSWORD=${password}"`);
  expect(removed, logOf('SekishoClientUninstall.log')).toMatchObject({ code: 0 });
  await eventually(
    async () => existsSync(programFolder()),
    (isThere) => !isThere,
  );
  expect(existsSync(inWindows('ProgramData/Sekisho'))).toBe(false);
  expect(existsSync(inWindows('users/Public/Desktop/Sekisho.lnk'))).toBe(false);
  expect(await wine.registryValue(uninstallKey, 'DisplayVersion')).toBeNull();
  expect(await wine.registryValue(atLogOn, 'Sekisho')).toBeNull();
}, 240_000);

async function installByWizard(person: Person, language: Language): Promise<void> {
  const texts = messagesFor(language);
  const name = texts['windows-installer.welcome-title'];
  const part = (page: string) => `part-install-${page}-${language}`;
  const installed = wine.run(windowsPath(wizard), `LANG=${language}`);
  await person.sees(name, texts['windows-installer.install-button']);
  await person.picture(name, part('welcome'));
  await person.press('Return');
  await person.sees(name, texts['windows-installer.installing-title']);
  await person.picture(name, part('progress'));
  await person.sees(name, texts['windows-installer.restart-text']);
  await person.picture(name, part('restart'));
  // Later: what is chosen at first restarts at once.
  await person.press('Down', 'Return');
  expect(await installed, logOf('SekishoClientInstall.log')).toMatchObject({ code: 0 });
  joinPictures(`windows-install-${language}`, ['welcome', 'progress', 'restart'].map(part));
}

async function uninstallByWizard(person: Person, language: Language, password: string): Promise<void> {
  const texts = messagesFor(language);
  const name = texts['windows-installer.uninstall-title'];
  const part = (page: string) => `part-uninstall-${page}-${language}`;
  const ended = uninstall(`LANG=${language}`);
  await person.sees(name, texts['windows-installer.uninstall-title']);
  await person.picture(name, part('welcome'));
  await person.press('Return');
  await person.sees(name, texts['windows-installer.password-label']);
  await person.picture(name, part('password'));
  await person.type('WRONG');
  await person.press('Return');
  await person.sees(name, texts['windows-installer.password-wrong']);
  await person.picture(name, part('wrong'));
  await person.press('Return');
  expect(existsSync(path.join(programFolder(), 'agent.cjs'))).toBe(true);
  await person.press('ctrl+a');
  await person.type(password);
  await person.press('Return');
  await person.sees(name, texts['windows-installer.uninstalling-title']);
  await person.picture(name, part('progress'));
  await person.sees(name, texts['windows-installer.uninstalled-title']);
  await person.picture(name, part('done'));
  await person.press('Return');
  expect(await ended, logOf('SekishoClientUninstall.log')).toMatchObject({ code: 0 });
  joinPictures(`windows-uninstall-${language}`, ['welcome', 'password', 'wrong', 'progress', 'done'].map(part));
}

/** Both languages where pictures are wanted: each takes its time. */
test.each(picturesFolder === undefined ? (['ja'] as const) : (['ja', 'en'] as const))(
  'by its pages (%s): installed, a restart offered and put off; the uninstaller refuses a wrong password, and takes all away with the right one',
  async (language) => {
    const person = await sitDown(wine, x, language);
    await installByWizard(person, language);
    await uninstallByWizard(person, language, await registerByHand());
    await eventually(
      () => (existsSync(programFolder()) ? readdirSync(programFolder()) : null),
      (left) => left === null,
    );
  },
  240_000,
);

/** What Linux keeps of Wine's 1627, where Windows answers 1603: an action failed, here because the agent says so. */
const refusedByAgent = 1627 & 0xff;
const msiexec = (...words: string[]) => wine.run('msiexec', ...words, '/qn', 'REBOOT=ReallySuppress');

/** Windows Installer takes the last of them at few places only. */
const inOrder = ['CreateShortcuts', 'SetUp', 'InstallFinalize', 'RemoveExistingProducts'];

test('.msi: holds the program and a slot, installs and uninstalls silently, and asks for the password too', async () => {
  const listed = (table: string) => execFileSync('msiinfo', ['export', msi, table], { encoding: 'utf8' });
  expect(
    listed('File')
      .split('\n')
      .filter((line) => /\b(node\.exe|agent\.cjs|setup\.cjs)\b/.test(line)),
  ).toHaveLength(3);
  expect(listed('Property')).toMatch(/^SecureCustomProperties\t.*UNINSTALLPASSWORD;UNINSTALLPASSWORDFILE/m);
  const order = listed('InstallExecuteSequence')
    .split('\n')
    .map((line) => line.trim().split('\t'))
    .toSorted(([, , one], [, , other]) => Number(one) - Number(other))
    .flatMap(([action = '']) => (inOrder.includes(action) ? [action] : []));
  expect(order).toEqual(inOrder);
  expect(await msiexec('/i', windowsPath(msi))).toMatchObject({ code: 0 });
  expect(existsSync(path.join(programFolder(), 'licences/packages.txt'))).toBe(true);
  // Windows puts it into everybody's menu.
  const inMenu = inUser('AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Sekisho.lnk');
  const onDesktop = inWindows('users/Public/Desktop/Sekisho.lnk');
  const entries = () => [inMenu, onDesktop].map((file) => existsSync(file));
  expect(entries()).toEqual([true, true]);
  expect(readFileSync(onDesktop).includes('Sekisho.exe')).toBe(true);
  expect(await wine.registryValue(atLogOn, 'Sekisho')).toContain('tray');
  const password = await registerByHand();
  const configured = () => readFileSync(inWindows('ProgramData/Sekisho/agent.json'), 'utf8');
  const before = configured();
  // Whoever is logged on may do both, and the agent runs as before.
  for (const repair of [[], ['REINSTALL=ALL', 'REINSTALLMODE=amus']]) {
    expect(await msiexec('/i', windowsPath(foreignMsi), ...repair)).toMatchObject({ code: 0 });
    // A service that a repair has started again is not there at once.
    await eventually(
      () => agent('status'),
      ({ code }) => code === 0,
      40_000,
    );
  }
  expect(configured()).toBe(before);
  expect(existsSync(inWindows('ProgramData/Sekisho/installer.json'))).toBe(false);
  const refused = await msiexec('/i', windowsPath(msi), 'REMOVE=ALL', 'UNINSTALLPASSWORD=WRONG');
  expect(refused).toMatchObject({ code: refusedByAgent });
  expect(logOf('SekishoClientInstall.log')).toContain('uninstall --yes --keep-files ended with 5');
  expect(existsSync(inWindows('ProgramData/Sekisho/registration.json'))).toBe(true);
  // Wine's way back takes the files away, that of Windows nothing.
  expect(await msiexec('/i', windowsPath(msi))).toMatchObject({ code: 0 });
  expect(await msiexec('/x', windowsPath(msi), `UNINSTALLPASSWORD=${password}`)).toMatchObject({ code: 0 });
  expect(existsSync(path.join(programFolder(), 'agent.cjs'))).toBe(false);
  expect(existsSync(inWindows('ProgramData/Sekisho'))).toBe(false);
  expect(entries()).toEqual([false, false]);
  expect(await wine.registryValue(atLogOn, 'Sekisho')).toBeNull();
}, 240_000);
