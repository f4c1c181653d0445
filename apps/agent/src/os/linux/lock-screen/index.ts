// The Linux lock screen as the rest of the agent sees it.

import { join } from 'node:path';
import { terminalOf } from './console-guard.ts';
import { localDisplays } from './displays.ts';
import { createLockScreen, type LockScreen } from './lock-screen.ts';
import { busctlLogind } from './logind.ts';
import { machineFiles, runProgramIn, screenProcesses, sleepDelays, stateFiles } from './machine-ports.ts';
import { machineTimers } from './timers.ts';
import { displaysOf, waylandDisplays } from './wayland/wayland-displays.ts';

export type { ShowOutcome } from '../../any/covering.ts';
export type { ScreenContent, ScreenKind } from '../../any/drawing/content.ts';
export type { LockScreen } from './lock-screen.ts';

export interface LinuxLockScreenOptions {
  /** A directory that only root may enter; `screen.json` is kept there. */
  readonly stateDirectory: string;
  /** A TrueType font with Japanese letters. */
  readonly fontPath: string;
  /** What starts a screen process, such as `[process.execPath, '/opt/sekisho/agent/agent.cjs', 'lock-screen']`. */
  readonly command: readonly [string, ...string[]];
  /** Cover only these displays (`:99`, or the socket of a compositor), for a machine that is shared with others. */
  readonly onlyDisplays?: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

/** The lock screen of this machine, on its real displays, sessions and files. */
export function linuxLockScreen(options: LinuxLockScreenOptions): LockScreen {
  const { stateDirectory, fontPath, command, onlyDisplays, environment, log } = options;
  const timers = machineTimers();
  const only = onlyDisplays === undefined ? {} : { only: onlyDisplays };
  return createLockScreen(
    { statePath: join(stateDirectory, 'screen.json'), fontPath },
    {
      displays: displaysOf(
        localDisplays({ files: machineFiles, now: () => timers.now(), ...only }),
        waylandDisplays({ files: machineFiles, ...only }),
      ),
      logind: busctlLogind(runProgramIn(environment)),
      activeTerminal: async () => {
        const text = await machineFiles.readFile('/sys/class/tty/tty0/active').catch(() => new Uint8Array());
        return terminalOf(Buffer.from(text).toString('utf8'));
      },
      startProcess: screenProcesses(command, (text) => log('lock-screen-process', { text })),
      delaySleep: sleepDelays(environment),
      files: stateFiles,
      timers,
      log,
    },
  );
}
