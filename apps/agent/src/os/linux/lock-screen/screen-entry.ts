// Runs `runLockScreen` on this process's own streams, files and timers.

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type LockScreenPorts, runLockScreen } from './screen-main.ts';
import { isSystemLocker } from './system-locker.ts';
import { machineTimers } from './timers.ts';

/** `agent lock-screen …`: the arguments after the word; resolves with the exit code. */
export async function lockScreenCommand(argv: readonly string[]): Promise<number> {
  try {
    return await runLockScreen(argv, processPorts());
  } catch (error) {
    process.stderr.write(`lock-screen: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function processPorts(): LockScreenPorts {
  // The agent at the other end may have been killed: that must not end the screen.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.stdin.on('error', () => undefined);
  return {
    timers: machineTimers(),
    readFile: (path) => readFile(path),
    isLocker: isSystemLocker,
    onInputLine: (listener) => {
      createInterface({ input: process.stdin }).on('line', listener);
    },
    writeLine: (line) => {
      process.stdout.write(`${line}\n`);
    },
  };
}
