// The process that covers one X display: it follows the desired screen on its standard input and in a file until it is told to hide.

import { parseArgs } from 'node:util';
import type { ScreenContent } from '../../any/drawing/content.ts';
import { type Desired, followDesired } from '../../any/drawing/follow-desired.ts';
import { type TextFont, textFont } from '../../any/drawing/text-panel.ts';
import type { Cover } from './cover.ts';
import { CANNOT_COVER, type ScreenEvent } from './screen-events.ts';
import type { Stage } from './stage.ts';
import type { Timers, WallClock } from './timers.ts';
import { NotSupportedByCompositor } from './wayland/session-lock.ts';
import { displayNumber } from './x-connection.ts';

export interface LockScreenPorts {
  readonly timers: Timers & WallClock;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** @throws when the display cannot be reached */
  readonly openStage: (address: StageAddress) => Promise<Stage>;
  /** Complete lines from the agent; nothing happens when the agent ends. */
  readonly onInputLine: (listener: (line: string) => void) => void;
  /** The agent has ended. */
  readonly onInputEnd: (listener: () => void) => void;
  /** One line to the agent; must not fail when there is none any more. */
  readonly writeLine: (line: string) => void;
}

export interface StageAddress {
  readonly protocol: 'x11' | 'wayland';
  readonly display: string;
  readonly socketPath: string;
  readonly authorityPaths: readonly string[];
  readonly statePath: string;
}

interface Arguments extends StageAddress {
  readonly fontPath: string;
  readonly alone: boolean;
  /** Whatever is wanted with a lesser revision is outdated: the file may be written after this process starts. */
  readonly since: number;
}

/**
 * Runs until the desired screen is none (exit code 0) or the display is gone or threw us out (exit code 1; then what covers it stays, and
 * the agent starts the next process).
 */
export async function runLockScreen(argv: readonly string[], ports: LockScreenPorts): Promise<number> {
  const options = readArguments(argv);
  const desired = followDesired(options, ports);
  try {
    await desired.first;
    const stage = await ports.openStage(options);
    try {
      return await Promise.race([serve(stage, desired, options, ports), stage.closed.then(() => 1)]);
    } catch (error) {
      if (error instanceof NotSupportedByCompositor) return CANNOT_COVER;
      throw error;
    } finally {
      stage.close();
    }
  } finally {
    desired.stop();
  }
}

async function serve(stage: Stage, desired: Desired, options: Arguments, ports: LockScreenPorts): Promise<number> {
  const tell = (event: ScreenEvent): void => ports.writeLine(JSON.stringify(event));
  let cover: Cover | undefined;
  for (;;) {
    const { revision, screen } = desired.current();
    if (screen === null) {
      await (cover === undefined ? stage.sweep() : cover.hide());
      tell({ event: 'hidden', at: ports.timers.wallNow(), revision });
      return 0;
    }
    if (cover === undefined) {
      const opened = await openCover(stage, options, ports, tell);
      ports.onInputEnd(() => opened.loosen());
      cover = opened;
    }
    await cover.show(screen satisfies ScreenContent);
    tell({ event: 'shown', at: ports.timers.wallNow(), revision });
    await desired.changedFrom(revision);
  }
}

function openCover(
  stage: Stage,
  options: Arguments,
  ports: LockScreenPorts,
  tell: (event: ScreenEvent) => void,
): Promise<Cover> {
  let font: Promise<TextFont> | undefined;
  return stage.openCover({
    timers: ports.timers,
    alone: options.alone,
    font: () => {
      font ??= ports.readFile(options.fontPath).then(textFont);
      return font;
    },
    listener: {
      input: (held) => tell({ event: held ? 'grabbed' : 'grab-lost' }),
      drawn: (monitors) => tell({ event: 'drawn', monitors }),
      waiting: () => tell({ event: 'waiting' }),
    },
  });
}

/** Throws a message for people when an argument is missing. */
function readArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      display: { type: 'string' },
      wayland: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      socket: { type: 'string' },
      xauthority: { type: 'string', multiple: true },
      state: { type: 'string' },
      font: { type: 'string' },
      since: { type: 'string', default: '0' },
    },
  });
  const { display, state, font } = values;
  if (display === undefined || state === undefined || font === undefined) {
    throw new Error('lock-screen needs --display, --state and --font');
  }
  return {
    protocol: values.wayland ? 'wayland' : 'x11',
    display,
    socketPath: values.socket ?? `/tmp/.X11-unix/X${displayNumber(display)}`,
    authorityPaths: values.xauthority ?? [],
    statePath: state,
    fontPath: font,
    alone: values.alone,
    since: Number(values.since),
  };
}
