/** What support is given of a Mac: logs, configuration, versions and the listing of our folders, never the contents of keys (I06). */
import { uptime } from 'node:os';
import path from 'node:path';
import { agentVersion } from '../../agent-version.ts';
import { permissionNames } from '../../permissions.ts';
import type { SupportPort, SupportSource } from '../../support/support-source.ts';
import { configuration, lastLines, listing, logFiles, textOf, writeSupportFile } from '../any/support-files.ts';
import { askControlSocket } from '../posix/control-socket.ts';
import type { Sources } from '../posix/sources.ts';
import { readConsoleSession } from './console-session.ts';
import { sessionLabel } from './lock-screen/session-helper.ts';
import type { Places } from './places.ts';

const mostLines = 20_000;
/** The unified log is searched from its start. */
const unifiedLogTimeoutMs = 10 * 60_000;
const packageIdentifier = 'sekisho.agent';

type Run = Pick<Sources, 'run'>;

async function versions({ run }: Run): Promise<string> {
  return [
    `agent: ${agentVersion}`,
    `runtime: ${process.version} ${process.arch}`,
    `up for: ${Math.round(uptime())} s`,
    (await run('sw_vers', [])) ?? '',
    (await run('pkgutil', ['--pkg-info', packageIdentifier])) ?? 'installed without a package',
  ].join('\n');
}

/** What other packages said is nobody's business. */
function installLog(file: string): string | null {
  const lines = textOf(file)?.split('\n') ?? null;
  return lastLines(lines?.filter((line) => /sekisho/i.test(line)).join('\n') ?? null, mostLines);
}

async function proxySettings({ run }: Run, { workedProxyFile }: Places): Promise<string> {
  const system = (await run('scutil', ['--proxy'])) ?? '';
  return `${system}\nlast that worked: ${textOf(workedProxyFile) ?? 'none yet'}`;
}

/** What launchd runs of ours; of the helper, in the session on the screen. */
async function launchdStates({ run }: Run): Promise<string> {
  const session = await readConsoleSession({ run }).catch(() => null);
  const services = ['system/sekisho.agent', ...(session === null ? [] : [`gui/${session.userId}/${sessionLabel}`])];
  const states = services.map(async (name) => (await run('launchctl', ['print', name])) ?? `${name}: not loaded`);
  return (await Promise.all(states)).join('\n');
}

/** What launchd and the installer said of the agent. */
function unifiedLog({ run }: Run, days: number): Promise<string | null> {
  const about = 'eventMessage CONTAINS[c] "sekisho"';
  return run('log', ['show', '--last', `${days}d`, '--style', 'compact', '--predicate', about], unifiedLogTimeoutMs);
}

/** @param installLogFile another one, in tests */
export function createSupport(
  places: Places,
  sources: Run,
  installLogFile: string = '/var/log/install.log',
): SupportPort {
  const ask = async (request: Parameters<typeof askControlSocket>[1]) =>
    JSON.stringify(await askControlSocket(places.controlSocket, request), null, 2);
  const { stateFolder, configFile, installedFolder } = places;
  const folders = [stateFolder, path.dirname(configFile), ...(installedFolder === null ? [] : [installedFolder])];
  return {
    nowMs: Date.now,
    sources: (days): SupportSource[] => [
      { name: 'versions.txt', read: () => versions(sources) },
      { name: 'status.json', read: () => ask({ do: 'status' }) },
      { name: 'permissions.json', read: () => ask({ do: 'permissions', names: permissionNames }) },
      { name: 'launchd.txt', read: () => launchdStates(sources) },
      { name: 'install.log', read: async () => installLog(installLogFile) },
      { name: 'configuration.json', read: async () => configuration(places) },
      { name: 'proxy.txt', read: () => proxySettings(sources, places) },
      { name: 'agent.log', read: async () => logFiles(places.logFile) },
      { name: 'system.log', read: async () => lastLines(await unifiedLog(sources, days), mostLines) },
      { name: 'folders.txt', read: async () => folders.flatMap(listing).join('\n') },
    ],
    write: writeSupportFile,
  };
}
