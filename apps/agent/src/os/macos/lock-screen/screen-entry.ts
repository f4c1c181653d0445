/**
 * The process that covers the displays of one session: it follows the desired screen on its standard input and in a file, until there is none to show.
 * It goes on when the agent ends. Each second it says whether its screen holds.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { clockText } from '../../any/drawing/clock-text.ts';
import type { ScreenContent } from '../../any/drawing/content.ts';
import { followDesired } from '../../any/drawing/follow-desired.ts';
import { type TextFont, textFont } from '../../any/drawing/text-panel.ts';
import { loadKoffi } from '../../any/koffi.ts';
import { koffiFile } from '../peer.ts';
import { resolvePlaces } from '../places.ts';
import { type MacDesktop, openDesktop } from './desktop.ts';
import { openObjectiveC } from './objective-c.ts';
import { pictureOf } from './picture.ts';
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

/** Draws what is wanted on the screens there are, and again when either changes, or the minute. */
function createDrawing(desktop: MacDesktop, font: TextFont, wallNow: () => number) {
  let drawnFor = '';
  return (content: ScreenContent): void => {
    const [screens, clock] = [desktop.screens(), clockText(content.language, wallNow())];
    const wanted = JSON.stringify([screens, clock, content]);
    if (wanted === drawnFor) return;
    desktop.cover(screens.map((screen) => ({ screen, picture: pictureOf(font, content, clock, screen) })));
    drawnFor = wanted;
  };
}

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

/** `agent lock-screen --state …` on a Mac; resolves with the exit code. */
export function lockScreenCommand(args: readonly string[]): Promise<number> {
  const script = path.resolve(process.argv[1] ?? '');
  const program = resolvePlaces({}, { environment: {}, executable: process.execPath, script });
  // The agent may be gone: then nobody hears, and the file says what is wanted.
  process.stdout.on('error', () => undefined);
  const lines = createInterface({ input: process.stdin });
  let isAlone = false;
  lines.on('close', () => {
    isAlone = true;
  });
  return runScreen(args, {
    openDesktop: () => openDesktop(openObjectiveC(loadKoffi(program, koffiFile))),
    onInputLine: (listener) => void lines.on('line', listener),
    tell: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
    timers: {
      every(periodMs, run) {
        const timer = setInterval(run, periodMs);
        return () => clearInterval(timer);
      },
      after: (delayMs) => new Promise((resolve) => void setTimeout(resolve, delayMs)),
    },
    isAlone: () => isAlone,
    wallNow: Date.now,
  });
}
