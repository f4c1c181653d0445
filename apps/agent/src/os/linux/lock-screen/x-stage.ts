// An X11 display as a stage.

import { createCover } from './cover.ts';
import type { Stage } from './stage.ts';
import { sweep } from './sweep.ts';
import { cookiesOf } from './x-authority.ts';
import { connectWithAny, displayNumber } from './x-connection.ts';

export interface XStageOptions {
  readonly display: string;
  readonly socketPath: string;
  readonly authorityPaths: readonly string[];
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Whether a process is a locker of the system's own. */
  readonly isLocker: (pid: number) => Promise<boolean>;
}

export async function openXStage(options: XStageOptions): Promise<Stage> {
  const { display, socketPath, authorityPaths, readFile, isLocker } = options;
  const files = await Promise.all(authorityPaths.map((path) => readFile(path).catch(() => undefined)));
  const number = displayNumber(display);
  const cookies = files.flatMap((file) => (file === undefined ? [] : cookiesOf(file, number)));
  const connection = await connectWithAny(display, socketPath, cookies);
  return {
    openCover: ({ timers, font, alone, listener }) =>
      createCover({ connection, timers, font, alone, isLocker, onInput: listener.input, onDrawn: listener.drawn }),
    sweep: () => sweep(connection),
    closed: connection.closed,
    close: () => connection.close(),
  };
}
