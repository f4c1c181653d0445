// Runs `runLockScreen` on this process's own streams, files and timers.

import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { loadKoffi } from '../../any/koffi.ts';
import { resolvePlaces } from '../places.ts';
import { type LockScreenPorts, runLockScreen, type StageAddress } from './screen-main.ts';
import type { Stage } from './stage.ts';
import { isSystemLocker } from './system-locker.ts';
import { machineTimers } from './timers.ts';
import { descriptorSender } from './wayland/send-descriptor.ts';
import { type Mark, openWaylandStage } from './wayland/wayland-stage.ts';
import { openXStage } from './x-stage.ts';

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
  const input = createInterface({ input: process.stdin });
  return {
    timers: machineTimers(),
    readFile: (file) => readFile(file),
    openStage,
    onInputLine: (listener) => void input.on('line', listener),
    onInputEnd: (listener) => void input.on('close', listener),
    writeLine: (line) => {
      process.stdout.write(`${line}\n`);
    },
  };
}

/** Only a Wayland session needs a library of the system. */
function openStage(address: StageAddress): Promise<Stage> {
  if (address.protocol === 'x11') return openXStage({ ...address, readFile, isLocker: isSystemLocker });
  const script = path.resolve(process.argv[1] ?? '');
  const places = resolvePlaces({}, { environment: process.env, executable: process.execPath, script });
  const { socketPath, statePath } = address;
  const sendDescriptor = descriptorSender(loadKoffi(places));
  return openWaylandStage({ socketPath, sendDescriptor, mark: markBeside(statePath, socketPath) });
}

function markBeside(statePath: string, socketPath: string): Mark {
  const file = `${statePath}.${createHash('sha256').update(socketPath).digest('hex').slice(0, 16)}`;
  const tryTo = (act: () => void): void => {
    try {
      act();
    } catch {
      // A disk that cannot be written keeps no screen from coming up or going away.
    }
  };
  return {
    isSet: () => existsSync(file),
    set: () => tryTo(() => writeFileSync(file, '', { mode: 0o600 })),
    clear: () => tryTo(() => rmSync(file, { force: true })),
  };
}
