/**
 * The process that covers the monitors of one session: it follows the desired screen on a pipe and in a file until there is none to show. It goes
 * on when the agent ends, and ends itself when a later process has covered the same desktop.
 */
import { readFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { clockText } from '../../any/drawing/clock-text.ts';
import type { ScreenContent } from '../../any/drawing/content.ts';
import { followDesired } from '../../any/drawing/follow-desired.ts';
import { textFont } from '../../any/drawing/text-panel.ts';
import { lookHere } from '../here.ts';
import { type Desktop, openDesktop } from './desktop.ts';
import { pictureOf } from './picture.ts';
import type { ScreenEvent } from './screen-events.ts';

const pumpMs = 15;
const raiseMs = 200;
const lookMs = 1_000;
const holdMs = 5_000;

const every = (periodMs: number, run: () => void) => {
  const timer = setInterval(run, periodMs);
  return () => clearInterval(timer);
};

/** `null` where the agent cannot be reached: the file says what is wanted. */
function connect(pipe: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(pipe);
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(null));
  });
}

interface Shown {
  show(content: ScreenContent): void;
}

/** Draws what is wanted on the monitors there are, and again when either changes, or the minute. */
function keepCovered(desktop: Desktop, font: ReturnType<typeof textFont>): Shown {
  let content: ScreenContent | null = null;
  let drawnFor = '';
  const draw = () => {
    if (content === null) return;
    const [monitors, clock] = [desktop.monitors(), clockText(content.language, Date.now())];
    const wanted = JSON.stringify([monitors, clock, content]);
    if (wanted === drawnFor) return;
    const shown = content;
    desktop.cover(monitors.map((monitor) => ({ monitor, picture: pictureOf(font, shown, clock, monitor) })));
    drawnFor = wanted;
  };
  every(lookMs, draw);
  return {
    show(wanted) {
      content = wanted;
      draw();
    },
  };
}

/** `agent lock-screen …`: the arguments after the word; resolves with the exit code. */
export async function lockScreenCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({ args: [...args], options: { pipe: text, state: text, font: text, since: text } });
  const socket = await connect(values.pipe);
  const tell = (event: ScreenEvent) => socket?.write(`${JSON.stringify(event)}\n`);
  const lines = socket === null ? null : createInterface({ input: socket });
  const desired = followDesired(
    { statePath: values.state, since: Number(values.since) },
    { timers: { every }, readFile, onInputLine: (listener) => void lines?.on('line', listener) },
  );
  await desired.first;
  const font = textFont(await readFile(values.font));
  const over = Promise.withResolvers<void>();
  const desktop = openDesktop(lookHere({}).koffi, over.resolve);
  const covered = keepCovered(desktop, font);
  every(pumpMs, () => desktop.pump());
  every(raiseMs, () => desktop.raise());
  every(holdMs, () => desktop.holdKeys());
  for (let first = true; ; first = false) {
    const { revision, screen } = desired.current();
    if (screen === null) {
      desktop.uncover();
      tell({ event: 'hidden', at: Date.now(), revision });
      await new Promise<void>((resolve) => (socket === null ? resolve() : socket.end(resolve)));
      return 0;
    }
    covered.show(screen);
    if (first) {
      desktop.holdKeys();
      desktop.supersede();
    }
    tell({ event: 'shown', at: Date.now(), revision });
    const changed = await Promise.race([
      desired.changedFrom(revision).then(() => true),
      over.promise.then(() => false),
    ]);
    if (!changed) return 0;
  }
}
