/**
 * What an installer lets run on the device, by the runtime it brought: `install --package FILE`, `may-uninstall` and `uninstall`, the
 * latter two with `--password FILE` or `--password-text TEXT`. `--log FILE` gets what was done. Exit codes are the agent's. The .msi, whose
 * shortcuts know no setting, names the one in the menu.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { InstallerConfiguration } from '@sekisho/contracts';
import { needsRestart, readStamped } from '../stamp-slot.ts';
import { closeTrayIcons, copyToDesktop, removeFromDesktop, startAtLogOn, trayCommand } from './entries.ts';
import { removeInUse } from './remove-in-use.ts';
import { markRestart } from './restart.ts';
import { prepareStateFolder } from './state-folder.ts';

const programFolder = import.meta.dirname;
const stateFolder = path.join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'Sekisho');

/** What the agent's `service stop` answers where there is none. */
const noService = 3;

interface Options {
  readonly package?: string;
  readonly password?: string;
  readonly 'password-text'?: string;
  readonly 'menu-shortcut'?: string;
  readonly log?: string;
}

type Say = (text: string) => void;

/** The installers' log is UTF-16, as their own scripts write it. */
function openLog(file: string | undefined): Say {
  return (text) => {
    const line = `${new Date().toISOString()} setup: ${text}\r\n`;
    if (file !== undefined) appendFileSync(file, Buffer.from(line, 'utf16le'));
  };
}

/** The one that runs: by the launcher, which starts the version that is due. */
const due = path.join(programFolder, 'launch.cjs');
/** The one that was installed, whatever updates have brought. */
const installed = path.join(programFolder, 'agent.cjs');

/** Where updates are kept. Beside others, its state says which of them counts: nothing does once that has gone. */
const versionsFolder = path.join(programFolder, 'versions');

function removeVersions(say: Say): void {
  rmSync(path.join(versionsFolder, 'state.json'), { force: true });
  const moved = removeInUse(versionsFolder, path.dirname(programFolder));
  if (moved > 0) say(`${moved} files of an update were in use: they go with the next start of Windows`);
}

/** @returns whether there was one */
function stopService(say: Say): boolean {
  const code = runAgent(installed, ['service', 'stop'], say);
  if (code !== 0 && code !== noService) throw new Error('the service could not be stopped');
  return code === 0;
}

/** Without a configuration nobody has said that anything is wanted. */
function showEntries(options: Options, initial: InstallerConfiguration['initial'] | null): void {
  startAtLogOn(initial?.trayIcon === true ? trayCommand(programFolder) : null);
  const { 'menu-shortcut': inMenu } = options;
  if (initial?.desktopEntry !== true) removeFromDesktop();
  else if (inMenu !== undefined) copyToDesktop(inMenu);
}

function install(options: Options, say: Say): number {
  const { package: file } = options;
  const isUpgrade = stopService(say);
  // What is installed now counts, not what an update had brought before.
  removeVersions(say);
  prepareStateFolder(stateFolder, isUpgrade);
  const configuration = file === undefined ? null : readStamped(readFileSync(file));
  if (configuration !== null) {
    const target = path.join(stateFolder, 'installer.json');
    writeFileSync(`${target}.new`, configuration);
    renameSync(`${target}.new`, target);
  }
  const wanted = configuration === null ? null : (JSON.parse(configuration.toString()) as InstallerConfiguration);
  if (wanted !== null && needsRestart(wanted)) markRestart();
  showEntries(options, wanted?.initial ?? null);
  say(configuration === null ? 'no configuration inside: to be registered by hand' : 'configuration written');
  const code = runAgent(installed, ['service', 'install'], say);
  if (code === 0) say('service started');
  return code;
}

/** UTF-16 as installers write it, or UTF-8 as people do; nothing where there is no such file. */
function readPassword(file: string | undefined): string {
  if (file === undefined || !existsSync(file)) return '';
  const content = readFileSync(file);
  const isWide = content[0] === 0xff && content[1] === 0xfe;
  return content
    .toString(isWide ? 'utf16le' : 'utf8')
    .replace(/^\ufeff/, '')
    .trim();
}

/** Output goes to a file: not every Windows console is one. */
function runAgent(script: string, args: readonly string[], say: Say, more: readonly string[] = []): number {
  const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-'));
  const output = path.join(scratch, 'output.txt');
  const open = openSync(output, 'w');
  try {
    const command = ['--disable-warning=ExperimentalWarning', script, ...args, ...more];
    const { status } = spawnSync(process.execPath, command, { stdio: ['ignore', open, open], windowsHide: true });
    closeSync(open);
    const said = readFileSync(output, 'utf8').trim().replaceAll(/\s+/g, ' ');
    say(`agent: ${args.join(' ')} ended with ${status}${said === '' ? '' : `: ${said}`}`);
    return status ?? 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** With the password that was given, if any, in a file. */
function askAgent(args: readonly string[], options: Options, say: Say): number {
  const given = options['password-text'] || readPassword(options.password);
  if (given === '') return runAgent(due, args, say);
  const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-'));
  try {
    const secret = path.join(scratch, 'password.txt');
    writeFileSync(secret, given, { mode: 0o600 });
    return runAgent(due, args, say, ['--password-file', secret]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function uninstall(options: Options, say: Say): number {
  const code = askAgent(['uninstall', '--yes', '--keep-files'], options, say);
  if (code !== 0) return code;
  const removed = runAgent(installed, ['service', 'remove'], say);
  if (removed !== 0) return removed;
  removeVersions(say);
  rmSync(stateFolder, { recursive: true, force: true });
  showEntries(options, null);
  closeTrayIcons();
  say('service and state removed');
  return 0;
}

const commands: Readonly<Record<string, (options: Options, say: Say) => number>> = {
  install,
  'may-uninstall': (options, say) => askAgent(['uninstall', '--check'], options, say),
  uninstall,
};

function main(): number {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    options: { package: text, password: text, 'password-text': text, 'menu-shortcut': text, log: text },
    allowPositionals: true,
  });
  const say = openLog(values.log);
  try {
    return commands[positionals[0] ?? '']?.(values, say) ?? 64;
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
}

process.exit(main());
