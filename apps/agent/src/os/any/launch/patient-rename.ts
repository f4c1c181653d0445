/** Renames where others may have the file open for a moment: on Windows, what looks for viruses opens whatever has just been written. */
import { renameSync } from 'node:fs';

const pausesMs = [20, 50, 100, 200, 400, 800] as const;
/** As Windows says that somebody has it open. */
const heldCodes: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY'];

export interface RenamePorts {
  readonly rename: (from: string, to: string) => void;
  readonly pause: (pauseMs: number) => void;
  readonly platform: NodeJS.Platform;
}

const ports: RenamePorts = {
  rename: renameSync,
  pause: (pauseMs) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs),
  platform: process.platform,
};

/** @throws as `renameSync`; on Windows only after a second and a half in which it was held */
export function renamePatiently(from: string, to: string, { rename, pause, platform }: RenamePorts = ports): void {
  const isHeld = (error: unknown) => platform === 'win32' && heldCodes.includes((error as NodeJS.ErrnoException).code);
  for (const pauseMs of pausesMs) {
    try {
      rename(from, to);
      return;
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    pause(pauseMs);
  }
  rename(from, to);
}
