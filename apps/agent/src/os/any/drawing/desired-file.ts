// The file through which a screen that outlived its agent learns what is wanted: written whole, then renamed.

import { type DesiredScreen, parseDesired, type ScreenContent } from './content.ts';

export interface StateFiles {
  readFile(path: string): Promise<Uint8Array>;
  /** Writes through to the disk, then renames; the file is for root only. */
  replaceFile(path: string, text: string): Promise<void>;
}

export interface DesiredFile {
  /** A new desired state, greater than any before; kept on disk when that can be written. */
  next(screen: ScreenContent | null): Promise<{ desired: DesiredScreen; written: Promise<void> }>;
}

export function desiredFile(path: string, files: StateFiles, wallNow: () => number): DesiredFile {
  let last: number | undefined;
  let writing: Promise<void> = Promise.resolve();
  return {
    next: async (screen) => {
      last ??= await lastRevision(path, files);
      last = Math.max(last + 1, wallNow());
      const desired: DesiredScreen = { revision: last, screen };
      const write = (): Promise<void> => files.replaceFile(path, `${JSON.stringify(desired)}\n`);
      const written = writing.then(write);
      writing = written.catch(() => undefined);
      return { desired, written };
    },
  };
}

async function lastRevision(path: string, files: StateFiles): Promise<number> {
  const bytes = await files.readFile(path).catch(() => new Uint8Array());
  return parseDesired(Buffer.from(bytes).toString('utf8'))?.revision ?? 0;
}
