/** What no wipe removes, known by identity and not by name: the agent, and what Windows needs to run and report until the end. */
import { win32 as path } from 'node:path';
import type { Places } from '../places.ts';
import type { Folder, Identity, NtFiles } from './nt-files.ts';

export type Kept = ReadonlySet<Identity>;

/**
 * Windows and its programs; below ProgramData\Microsoft the machine's keys, its networks and their passwords. Profiles of people are none of it.
 * Page and hibernation files are open as long as Windows runs.
 */
const onSystemDrive = ['Program Files', 'Program Files (x86)', 'ProgramData\\Microsoft'];
const onEveryDrive = [
  ...['bootmgr', 'BOOTNXT', 'BOOTSECT.BAK', 'Boot', 'EFI', 'Recovery', 'System Volume Information'],
  ...['pagefile.sys', 'hiberfil.sys', 'swapfile.sys', 'DumpStack.log.tmp'],
];

/** @param drives such as `C:`: of the targets */
export function keptPathsOf(places: Places, drives: readonly string[]): string[] {
  const { stateFolder, configFile, programFolder, ownCommand, systemFolder } = places;
  const [runtime, script] = ownCommand;
  const system = systemFolder.slice(0, 2);
  return [
    ...[stateFolder, configFile, runtime, path.dirname(systemFolder)],
    // From its sources, the agent is the whole checkout.
    programFolder ?? path.resolve(path.dirname(script), '../../..'),
    ...onSystemDrive.map((name) => `${system}\\${name}`),
    ...[system, ...drives].flatMap((drive) => onEveryDrive.map((name) => `${drive}\\${name}`)),
  ];
}

/** What these paths are now; paths that are not there, or not to be reached, keep nothing. */
export function findKept(files: NtFiles, paths: readonly string[]): Kept {
  const kept = new Set<Identity>();
  for (const each of paths) {
    const identity = identityAt(files, each);
    if (identity !== null) kept.add(identity);
  }
  return kept;
}

function identityAt(files: NtFiles, wanted: string): Identity | null {
  const [drive = '', ...names] = wanted.split('\\');
  const last = names.pop() ?? '';
  const opened: Folder[] = [];
  try {
    let folder = files.openDrive(drive);
    opened.push(folder);
    for (const name of names) {
      folder = files.openFolder(folder, name, true);
      opened.push(folder);
    }
    return last === '' ? folder.identity : files.look(folder, last, true).identity;
  } catch {
    return null;
  } finally {
    for (const each of opened) files.close(each);
  }
}
