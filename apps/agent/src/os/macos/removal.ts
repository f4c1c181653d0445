/** Takes the agent away from a Mac: what launchd runs of it first, then every file it brought or made, and the receipt of its package. */
import { readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { removeStateFiles } from '../any/state-files.ts';
import type { Sources } from '../posix/sources.ts';
import { readConsoleSession } from './console-session.ts';
import { sessionLabel } from './lock-screen/session-helper.ts';
import type { Places } from './places.ts';

/** Of the daemon and of the package (packages/installers/src/macos/distribution.ts). */
const label = 'sekisho.agent';

export interface RemovalPlaces {
  readonly daemonFile: string;
  /** What launchd starts in sessions: over the log-on window, and with whoever logs on. */
  readonly sessionFiles: readonly string[];
  readonly commandLink: string;
}

export const usualRemovalPlaces: RemovalPlaces = {
  daemonFile: `/Library/LaunchDaemons/${label}.plist`,
  sessionFiles: [`/Library/LaunchAgents/${label}.log-on.plist`, `/Library/LaunchAgents/${sessionLabel}.plist`],
  commandLink: '/usr/local/bin/sekisho-agent',
};

/** Whether the daemon starts the program of these places, not that of another installation. */
function isOwnDaemon({ daemonFile }: RemovalPlaces, installedFolder: string): boolean {
  try {
    return readFileSync(daemonFile, 'utf8').includes(`<string>${installedFolder}/sekisho-agent</string>`);
  } catch {
    return false;
  }
}

function removeLink({ commandLink }: RemovalPlaces, installedFolder: string): void {
  try {
    if (readlinkSync(commandLink).startsWith(`${installedFolder}/`)) rmSync(commandLink);
  } catch {
    // There is none, or it is somebody else's file.
  }
}

function removeEmptyFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something of somebody else is in it.
  }
}

/** The daemon ends before its state goes: what runs would write it anew. */
export async function removeEverything(
  places: Places,
  { run }: Pick<Sources, 'run'>,
  usual: RemovalPlaces = usualRemovalPlaces,
): Promise<void> {
  const { installedFolder, stateFolder, configFile, installerFile, clientSocket } = places;
  const isInstalled = installedFolder !== null && isOwnDaemon(usual, installedFolder);
  if (isInstalled) {
    await run('launchctl', ['bootout', `system/${label}`], 60_000);
    // That of the log-on window ends with its session.
    const session = await readConsoleSession({ run }).catch(() => null);
    if (session !== null) await run('launchctl', ['bootout', `gui/${session.userId}/${sessionLabel}`], 60_000);
    for (const file of [usual.daemonFile, ...usual.sessionFiles]) rmSync(file, { force: true });
    removeLink(usual, installedFolder);
  }
  rmSync(configFile, { force: true });
  rmSync(installerFile, { force: true });
  removeStateFiles(stateFolder);
  rmSync(path.dirname(clientSocket), { recursive: true, force: true });
  if (isInstalled) {
    rmSync(installedFolder, { recursive: true, force: true });
    removeEmptyFolder(path.dirname(installedFolder));
    await run('pkgutil', ['--forget', label]);
  }
}
