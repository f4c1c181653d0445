/** What support is given of a Linux machine: logs, configuration, versions and the listing of our folders, never the contents of keys. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { release, uptime } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { agentVersion } from '../../agent-version.ts';
import type { SupportPort, SupportSource } from '../../support/support-source.ts';
import type { LogPlace } from '../any/log-place.ts';
import { configuration, lastLines, listing, logFiles, textOf, writeSupportFile } from '../any/support-files.ts';
import { askControlSocket } from '../posix/control-socket.ts';
import type { Places } from './places.ts';

const run = promisify(execFile);
const largestBytes = 64 * 1024 * 1024;
const mostLines = 20_000;

/** Where installations say what they do; those with a prefix of their own, beside their program. */
const installLogFile = '/var/log/sekisho-install.log';

/** What a program prints; `null` where it is not on this machine. */
async function outputOf(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(program, [...args], { maxBuffer: largestBytes, timeout: 60_000 });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function versions({ installedFolder }: Places): Promise<string> {
  const installed =
    installedFolder === null ? 'sources' : (textOf(path.join(installedFolder, 'package'))?.trim() ?? 'script');
  const packages = {
    deb: ['dpkg-query', '--status', 'sekisho-agent'],
    rpm: ['rpm', '-q', 'sekisho-agent'],
  } as const;
  const [program, ...args] = packages[installed as keyof typeof packages] ?? [];
  return [
    `agent: ${agentVersion}`,
    `runtime: ${process.version} ${process.arch}`,
    `installed by: ${installed}`,
    `package: ${program === undefined ? '' : ((await outputOf(program, args)) ?? '').trim()}`,
    `kernel: ${release()}`,
    `up for: ${Math.round(uptime())} s`,
    textOf('/etc/os-release') ?? '',
  ].join('\n');
}

function installLog({ installedFolder }: Places): string | null {
  const besideProgram =
    installedFolder === null ? null : textOf(path.join(path.dirname(installedFolder), 'install.log'));
  return besideProgram ?? textOf(installLogFile);
}

function proxySettings({ workedProxyFile }: Places): string {
  const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  const ofEnvironment = names.flatMap((name) =>
    process.env[name] === undefined ? [] : `${name}=${process.env[name]}`,
  );
  const ofSystem = (textOf('/etc/environment') ?? '').split('\n').filter((line) => /proxy/i.test(line));
  return [...ofEnvironment, ...ofSystem, `last that worked: ${textOf(workedProxyFile) ?? 'none yet'}`].join('\n');
}

function folders({ stateFolder, configFile, installedFolder }: Places): string {
  const ours = [
    stateFolder,
    path.dirname(configFile),
    ...(installedFolder === null ? [] : [path.dirname(installedFolder)]),
  ];
  return ours.flatMap(listing).join('\n');
}

async function journal(days: number, more: readonly string[]): Promise<string | null> {
  const args = ['--no-pager', '--since', `-${days}d`, '--lines', String(mostLines), ...more];
  return existsSync('/run/systemd/system') ? outputOf('journalctl', args) : null;
}

function sourcesOf(places: Places, logPlace: LogPlace, days: number): SupportSource[] {
  const status = async () => JSON.stringify(await askControlSocket(places.controlSocket, { do: 'status' }), null, 2);
  return [
    { name: 'versions.txt', read: () => versions(places) },
    { name: 'status.json', read: status },
    { name: 'install.log', read: async () => installLog(places) },
    { name: 'configuration.json', read: async () => configuration(places) },
    { name: 'proxy.txt', read: async () => proxySettings(places) },
    {
      name: 'agent.log',
      read: async () =>
        logFiles(logPlace.file()) ?? journal(days, ['--output', 'cat', '--unit', 'sekisho-agent.service']),
    },
    {
      name: 'system.log',
      read: async () => (await journal(days, [])) ?? lastLines(textOf('/var/log/syslog'), mostLines),
    },
    { name: 'folders.txt', read: async () => folders(places) },
  ];
}

export function createSupport(places: Places, logPlace: LogPlace): SupportPort {
  return {
    nowMs: Date.now,
    sources: (days) => sourcesOf(places, logPlace, days),
    write: writeSupportFile,
  };
}
