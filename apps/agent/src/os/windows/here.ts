/** This process on its machine: how it calls the system, and where it keeps things. */
import path from 'node:path';
import type { PlaceOptions } from '../../machine.ts';
import { type Koffi, loadKoffi } from '../any/koffi.ts';
import { openKernel32 } from './ffi/kernel32.ts';
import { wideText } from './ffi/library.ts';
import { programDataFolder } from './ffi/shell32.ts';
import { type Places, programFolderOf, resolvePlaces } from './places.ts';

export interface Here {
  readonly koffi: Koffi;
  readonly places: Places;
}

const longestPath = 32_768;

export function lookHere(options: PlaceOptions): Here {
  const script = path.resolve(process.argv[1] ?? '');
  const ownCommand = [process.execPath, script] as const;
  const koffi = loadKoffi({ programFolder: programFolderOf(script), ownCommand });
  const folder = Buffer.alloc(longestPath * 2);
  openKernel32(koffi).GetSystemDirectoryW(folder, longestPath);
  const places = resolvePlaces(options, {
    environment: process.env,
    ownCommand,
    programData: programDataFolder(koffi),
    systemFolder: wideText(folder),
  });
  return { koffi, places };
}
