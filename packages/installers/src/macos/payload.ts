/** What a package of macOS puts on the disk: the agent with a runtime for either processor, and what launchd starts it by. */

import { macIdentifier } from './distribution.ts';
import type { MacEntry } from './entry.ts';
import { writePropertyList } from './property-list.ts';

export const supportFolder = './Library/Application Support/Sekisho';
const programFolder = `${supportFolder}/agent`;

export interface ProgramFile {
  /** Below the folder of the program, one folder deep at most. */
  readonly name: string;
  readonly content: Uint8Array;
  readonly executable?: boolean;
}

const wheel = 0;
/** As macOS itself has `Application Support`. */
const admin = 80;

const folder = (path: string, group = wheel): MacEntry => ({ path, mode: 0o755, group, content: null });

/** launchd.plist(5). Up before anybody can log on, and started again whenever it ends. */
export function daemonPlist(): string {
  return writePropertyList({
    Label: macIdentifier,
    ProgramArguments: [`${programFolder.slice(1)}/sekisho-agent`, 'run'],
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: 10,
    Umask: 0o077,
  });
}

/**
 * Over the log-on window, before anybody has logged on: launchd runs it there as root, and ends it with that session (Apple, TN2083: pre-login
 * agents). It waits for a lock.
 */
function logOnPlist(): string {
  return writePropertyList({
    Label: `${macIdentifier}.log-on`,
    ProgramArguments: [`${programFolder.slice(1)}/sekisho-agent`, 'lock-screen', '--before-log-on'],
    LimitLoadToSessionType: 'LoginWindow',
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: 10,
    Umask: 0o077,
  });
}

/** With whoever logs on, with their rights: ends at once where the Mac is not locked, and is started again by the daemon. */
function sessionPlist(): string {
  return writePropertyList({
    Label: `${macIdentifier}.session`,
    ProgramArguments: [`${programFolder.slice(1)}/sekisho-agent`, 'lock-screen', '--session'],
    LimitLoadToSessionType: 'Aqua',
    ProcessType: 'Interactive',
    RunAtLoad: true,
  });
}

/** As launchd wants them: root's, and nobody else may write. */
const launchdFile = (path: string, text: string): MacEntry => ({
  path,
  mode: 0o644,
  group: wheel,
  content: Buffer.from(text),
});

/** Folders before what is in them; those of the system with the rights that macOS gives them. */
export function payloadEntries(program: readonly ProgramFile[]): MacEntry[] {
  const folders = [...new Set(program.flatMap(({ name }) => (name.includes('/') ? [name.split('/')[0]] : [])))];
  return [
    folder('.'),
    folder('./Library'),
    folder('./Library/Application Support', admin),
    folder(supportFolder),
    folder(programFolder),
    ...folders.map((name) => folder(`${programFolder}/${name}`)),
    ...program.map(({ name, content, executable }) => {
      return { path: `${programFolder}/${name}`, mode: executable === true ? 0o755 : 0o644, group: wheel, content };
    }),
    folder('./Library/LaunchAgents'),
    launchdFile(`./Library/LaunchAgents/${macIdentifier}.log-on.plist`, logOnPlist()),
    launchdFile(`./Library/LaunchAgents/${macIdentifier}.session.plist`, sessionPlist()),
    folder('./Library/LaunchDaemons'),
    launchdFile(`./Library/LaunchDaemons/${macIdentifier}.plist`, daemonPlist()),
  ];
}
