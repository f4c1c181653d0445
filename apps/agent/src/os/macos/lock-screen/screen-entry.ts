/**
 * The process that covers the displays of one session: it follows the desired screen on its standard input and in a file, until there is none to show.
 * It goes on when the agent ends. Each second it says whether its screen holds.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parseDesired } from '../../any/drawing/content.ts';
import { followDesired } from '../../any/drawing/follow-desired.ts';
import { textFont } from '../../any/drawing/text-panel.ts';
import { loadKoffi } from '../../any/koffi.ts';
import { koffiFile } from '../peer.ts';
import { resolvePlaces } from '../places.ts';
import { type MacDesktop, openDesktop } from './desktop.ts';
import { createDrawing } from './drawing.ts';
import { coverLogOn } from './log-on-cover.ts';
import { openObjectiveC } from './objective-c.ts';
import type { CoverEvent } from './screen-events.ts';

export interface ScreenEntryPorts {
  readonly openDesktop: () => MacDesktop;
  readonly onInputLine: (listener: (line: string) => void) => void;
  readonly tell: (event: CoverEvent) => void;
  readonly timers: {
    every(periodMs: number, run: () => void): () => void;
    after(delayMs: number): Promise<void>;
  };
  /** The agent that started this process is gone. */
  readonly isAlone: () => boolean;
  readonly wallNow: () => number;
}

const pumpMs = 15;
const holdMs = 250;
const lookMs = 1_000;
/** What a later agent starts has covered the displays by then. */
const handOverMs = 10_000;

export async function runScreen(args: readonly string[], ports: ScreenEntryPorts): Promise<number> {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({ args: [...args], options: { state: text, font: text, since: text } });
  const { timers, onInputLine, tell, wallNow } = ports;
  const desired = followDesired(
    { statePath: values.state, since: Number(values.since) },
    { timers, readFile, onInputLine },
  );
  await desired.first;
  const font = textFont(await readFile(values.font));
  const desktop = ports.openDesktop();
  const draw = createDrawing(desktop, font, wallNow);
  const say = () => {
    const { revision } = desired.current();
    tell({ event: desktop.isHolding() ? 'holds' : 'open', revision });
  };
  const stops = [
    timers.every(pumpMs, () => desktop.pump()),
    timers.every(holdMs, () => {
      if (!desktop.isHolding()) desktop.hold();
    }),
    timers.every(lookMs, () => {
      const { screen } = desired.current();
      if (screen !== null) draw(screen);
      say();
    }),
  ];
  for (let isOver = false; ; ) {
    const { revision, screen } = desired.current();
    if (screen === null || isOver) {
      for (const stop of [...stops, desired.stop]) stop();
      desktop.uncover();
      tell({ event: 'hidden', revision });
      return 0;
    }
    draw(screen);
    desktop.hold();
    desktop.pump();
    say();
    await desired.changedFrom(revision);
    // Somebody else wants something now, and starts a process of its own for it.
    if (!ports.isAlone() || desired.current().screen === null) continue;
    const changed = desired.changedFrom(desired.current().revision).then(() => false);
    isOver = await Promise.race([timers.after(handOverMs).then(() => true), changed]);
  }
}

const realTimers = {
  every(periodMs: number, run: () => void) {
    const timer = setInterval(run, periodMs);
    return () => clearInterval(timer);
  },
  after: (delayMs: number) => new Promise<void>((resolve) => void setTimeout(resolve, delayMs)),
};

function placesHere() {
  const script = path.resolve(process.argv[1] ?? '');
  return resolvePlaces({}, { environment: process.env, executable: process.execPath, script });
}

const openHere = (place: 'session' | 'log-on') =>
  openDesktop(openObjectiveC(loadKoffi(placesHere(), koffiFile)), place);

/** `agent lock-screen --state …` on a Mac; resolves with the exit code. */
export function lockScreenCommand(args: readonly string[]): Promise<number> {
  // The agent may be gone: then nobody hears, and the file says what is wanted.
  process.stdout.on('error', () => undefined);
  const lines = createInterface({ input: process.stdin });
  let isAlone = false;
  lines.on('close', () => {
    isAlone = true;
  });
  return runScreen(args, {
    openDesktop: () => openHere('session'),
    onInputLine: (listener) => void lines.on('line', listener),
    tell: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
    timers: realTimers,
    isAlone: () => isAlone,
    wallNow: Date.now,
  });
}

/** `agent lock-screen --session`, started by launchd when somebody logs on: shows what the agent left for it, if it left anything. */
export async function sessionScreenCommand(): Promise<number> {
  const { sharedScreenFile, fontFile } = placesHere();
  const wanted = parseDesired(await readFile(sharedScreenFile, 'utf8').catch(() => ''));
  if (wanted === undefined || wanted.screen === null) return 0;
  return runScreen(['--state', sharedScreenFile, '--font', fontFile, '--since', '0'], {
    openDesktop: () => openHere('session'),
    onInputLine: () => undefined,
    tell: () => undefined,
    timers: realTimers,
    // Nobody started it who could end: the file alone says when it is over.
    isAlone: () => false,
    wallNow: Date.now,
  });
}

/** `agent lock-screen --before-log-on`, started by launchd beside the log-on window, and ended by it when somebody logs on. */
export function logOnScreenCommand(): Promise<never> {
  const { screenFile, fontFile } = placesHere();
  return coverLogOn(
    { statePath: screenFile, fontPath: fontFile },
    {
      openDesktop: () => openHere('log-on'),
      timers: realTimers,
      nowMs: () => performance.now(),
      wallNow: Date.now,
    },
  );
}
