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
    folder('./Library/LaunchDaemons'),
    {
      path: `./Library/LaunchDaemons/${macIdentifier}.plist`,
      mode: 0o644,
      group: wheel,
      content: Buffer.from(daemonPlist()),
    },
  ];
}
