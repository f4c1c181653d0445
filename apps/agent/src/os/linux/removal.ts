/** Takes the agent away: its service or supervisor first, then every file it brought or made. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { removeStateFiles } from '../any/state-files.ts';
import type { Places } from './places.ts';

const unitName = 'sekisho-agent.service';
const unitFile = `/etc/systemd/system/${unitName}`;
const usualPrefix = '/opt/sekisho';
const commandLink = '/usr/local/bin/sekisho-agent';
const stopTimeoutMs = 15_000;
const packageTimeoutMs = 5 * 60_000;

function tryProgram(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: 60_000 }, (error) => resolve(error === null));
  });
}

/** The process with this number, if it is still the supervisor and not another that was given the number. */
function findSupervisor(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    if (!Number.isInteger(pid) || pid <= 1) return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return command.some((word) => word.endsWith('/agent/supervise')) ? pid : null;
  } catch {
    return null;
  }
}

async function stopSupervisor(places: Places): Promise<void> {
  const pid = findSupervisor(places.supervisorPid);
  if (pid === null) return;
  process.kill(pid, 'SIGTERM');
  for (const untilMs = performance.now() + stopTimeoutMs; performance.now() < untilMs; await wait(50)) {
    if (!existsSync(`/proc/${pid}`)) return;
  }
}

/** Whether the unit starts the program of these places, not that of another installation. */
function isOwnUnit(places: Places): boolean {
  try {
    const text = readFileSync(unitFile, 'utf8');
    return places.installedFolder !== null && text.includes(`ExecStart=${places.installedFolder}/sekisho-agent `);
  } catch {
    return false;
  }
}

async function removeUnit(places: Places): Promise<void> {
  if (!isOwnUnit(places)) return;
  if (existsSync('/run/systemd/system')) await tryProgram('systemctl', ['disable', '--now', '--quiet', unitName]);
  rmSync(unitFile, { force: true });
  rmSync(`/etc/systemd/system/multi-user.target.wants/${unitName}`, { force: true });
  if (existsSync('/run/systemd/system')) await tryProgram('systemctl', ['daemon-reload']);
}

function removeLink(places: Places): void {
  try {
    const target = readlinkSync(commandLink);
    if (places.installedFolder !== null && target.startsWith(`${places.installedFolder}/`)) rmSync(commandLink);
  } catch {
    // There is none, or it is somebody else's file.
  }
}

/** The menu's entry and icon, and the copies on desktops that installation put there. */
function removeFromDesktops(places: Places): void {
  if (places.installedFolder === null) return;
  const prefix = path.dirname(places.installedFolder);
  const shared = prefix === usualPrefix ? '/usr/local/share' : path.join(prefix, 'share');
  const icon = path.join(shared, 'icons/hicolor/scalable/apps/sekisho.svg');
  const entries = [path.join(shared, 'applications/sekisho.desktop'), ...desktopCopies()].filter((file) => {
    return isOwnEntry(file, `Exec=${places.installedFolder}/sekisho-agent window`);
  });
  for (const file of entries) rmSync(file, { force: true });
  if (entries.length > 0) rmSync(icon, { force: true });
  if (shared.startsWith(`${prefix}/`)) rmSync(shared, { recursive: true, force: true });
}

function desktopCopies(): string[] {
  const homes = readText('/etc/passwd')
    .split('\n')
    .flatMap((line) => line.split(':')[5] || []);
  return [...new Set(homes)].map((home) => {
    const set = /^XDG_DESKTOP_DIR="\$HOME\/(.+)"$/m.exec(readText(path.join(home, '.config/user-dirs.dirs')))?.[1];
    return path.join(home, set ?? 'Desktop', 'sekisho.desktop');
  });
}

function isOwnEntry(file: string, line: string): boolean {
  return readText(file).split('\n').includes(line);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function removeIfEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // Not there, or still in use by others.
  }
}

const packageRemovals: Readonly<Record<string, readonly [string, ...string[]]>> = {
  deb: ['dpkg', '--purge', 'sekisho-agent'],
  rpm: ['rpm', '--erase', 'sekisho-agent'],
};

/** What a package brought, only its manager takes away; it asks for the password once more. @returns whether there is one */
async function removePackage(places: Places, password: string | null): Promise<boolean> {
  const { installedFolder } = places;
  const kind = installedFolder === null ? '' : readText(path.join(installedFolder, 'package')).trim();
  const removal = packageRemovals[kind];
  if (removal === undefined) return false;
  const [program, ...args] = removal;
  const folder = mkdtempSync('/run/sekisho-uninstall-');
  try {
    const file = path.join(folder, 'password');
    if (password !== null) writeFileSync(file, password, { mode: 0o600 });
    const given = password === null ? {} : { SEKISHO_UNINSTALL_PASSWORD_FILE: file };
    // The server has been told.
    const env = { ...process.env, ...given, SEKISHO_UNINSTALL_SAID: 'yes' };
    await promisify(execFile)(program, args, { timeout: packageTimeoutMs, env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return true;
}

/**
 * Only an installed program is removed; run from its sources, the agent leaves those alone.
 * @throws when the package manager refuses
 */
export async function removeEverything(places: Places, password: string | null): Promise<void> {
  if (await removePackage(places, password)) return;
  await removeUnit(places);
  await stopSupervisor(places);
  removeLink(places);
  removeFromDesktops(places);
  rmSync(path.dirname(places.clientSocket), { recursive: true, force: true });
  rmSync(places.configFile, { force: true });
  rmSync(places.installerFile, { force: true });
  removeIfEmpty(path.dirname(places.configFile));
  removeStateFiles(places.stateFolder);
  if (places.installedFolder === null) return;
  const prefix = path.dirname(places.installedFolder);
  for (const name of ['settings', 'install.log']) rmSync(path.join(prefix, name), { force: true });
  rmSync(places.installedFolder, { recursive: true, force: true });
  removeIfEmpty(prefix);
}
