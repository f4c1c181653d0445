/** Loads koffi, through which libraries of the system are called: beside the bundled script, or from the packages of the sources. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Places } from './places.ts';

export type Koffi = typeof import('koffi');

/** @throws where the file is missing or is not for this machine */
export function loadKoffi({ programFolder, ownCommand }: Pick<Places, 'programFolder' | 'ownCommand'>): Koffi {
  const load = createRequire(ownCommand[1]);
  return load(programFolder === null ? 'koffi' : path.join(programFolder, 'koffi.node')) as Koffi;
}
