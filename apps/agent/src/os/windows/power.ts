/** Shuts the machine down by Windows' own program, found where only administrators can put one. */
import { execFile } from 'node:child_process';
import { win32 as path } from 'node:path';
import type { Power } from '@sekisho/agent-core';

const timeoutMs = 30_000;

/** At once, and without waiting for programs that ask whether to save: a locked device must not stay on for one. */
export function createPower(systemFolder: string): Power {
  const program = path.join(systemFolder, 'shutdown.exe');
  return {
    shutDown: () =>
      new Promise((resolve, reject) => {
        execFile(program, ['/s', '/f', '/t', '0'], { timeout: timeoutMs, windowsHide: true }, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      }),
  };
}
