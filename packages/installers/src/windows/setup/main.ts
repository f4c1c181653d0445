/**
 * What an installer lets run on the device, by the runtime it brought: `install --package FILE`, `may-uninstall` and `uninstall`, the
 * latter two with `--password FILE` or `--password-text TEXT`. `--log FILE` gets what was done. Exit codes are the agent's.
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
import { markRestart } from './restart.ts';
import { deleteService, installService, isInstalled, stopService } from './service.ts';
import { prepareStateFolder } from './state-folder.ts';

const programFolder = import.meta.dirname;
const stateFolder = path.join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'Sekisho');
const texts = {
  displayName: 'Sekisho agent',
  description: 'Protects this device and keeps it managed. / 端末を保護、管理します。',
};

interface Options {
  readonly package?: string;
  readonly password?: string;
  readonly 'password-text'?: string;
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

/** By its launcher, which starts the version that is due. */
const agentCommand = () => [process.execPath, path.join(programFolder, 'launch.cjs')] as const;

async function install({ package: file }: Options, say: Say): Promise<number> {
  await stopService();
  // What is installed now counts, not what an update had brought before.
  rmSync(path.join(programFolder, 'versions'), { recursive: true, force: true });
  prepareStateFolder(stateFolder, isInstalled());
  const configuration = file === undefined ? null : readStamped(readFileSync(file));
  if (configuration !== null) {
    const target = path.join(stateFolder, 'installer.json');
    writeFileSync(`${target}.new`, configuration);
    renameSync(`${target}.new`, target);
    if (needsRestart(JSON.parse(configuration.toString()) as InstallerConfiguration)) markRestart();
  }
  say(configuration === null ? 'no configuration inside: to be registered by hand' : 'configuration written');
  const [node, agent] = agentCommand();
  installService(`"${node}" "${agent}" service run`, texts);
  say('service started');
  return 0;
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
function askAgent(args: readonly string[], options: Options, say: Say): number {
  const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-'));
  const output = path.join(scratch, 'output.txt');
  const secret = path.join(scratch, 'password.txt');
  const open = openSync(output, 'w');
  try {
    const given = options['password-text'] || readPassword(options.password);
    if (given !== '') writeFileSync(secret, given, { mode: 0o600 });
    const more = given === '' ? [] : ['--password-file', secret];
    const [node, agent] = agentCommand();
    const { status } = spawnSync(node, [agent, ...args, ...more], { stdio: ['ignore', open, open], windowsHide: true });
    closeSync(open);
    const said = readFileSync(output, 'utf8').trim().replaceAll(/\s+/g, ' ');
    say(`agent: ${args.join(' ')} ended with ${status}${said === '' ? '' : `: ${said}`}`);
    return status ?? 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function uninstall(options: Options, say: Say): Promise<number> {
  const code = askAgent(['uninstall', '--yes', '--keep-files'], options, say);
  if (code !== 0) return code;
  await stopService();
  deleteService();
  rmSync(stateFolder, { recursive: true, force: true });
  say('service and state removed');
  return 0;
}

const commands: Readonly<Record<string, (options: Options, say: Say) => Promise<number>>> = {
  install,
  'may-uninstall': async (options, say) => askAgent(['uninstall', '--check'], options, say),
  uninstall,
};

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    options: { package: text, password: text, 'password-text': text, log: text },
    allowPositionals: true,
  });
  const say = openLog(values.log);
  try {
    return (await commands[positionals[0] ?? '']?.(values, say)) ?? 64;
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
}

main().then((code) => process.exit(code));
