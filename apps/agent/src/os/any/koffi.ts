/** Loads koffi, through which libraries of the system are called: beside the bundled script, or from the packages of the sources. */
import { createRequire } from 'node:module';
import path from 'node:path';

export type Koffi = typeof import('koffi');

export interface OwnProgram {
  /** The folder of the bundled agent with its runtime; `null` when run from the sources. */
  readonly programFolder: string | null;
  /** What starts a process of our own again. */
  readonly ownCommand: readonly [string, string];
}

/**
 * @param file its native file in the folder of the program
 * @throws where the file is missing or is not for this machine
 */
export function loadKoffi({ programFolder, ownCommand }: OwnProgram, file = 'koffi.node'): Koffi {
  const load = createRequire(ownCommand[1]);
  return load(programFolder === null ? 'koffi' : path.join(programFolder, file)) as Koffi;
}
