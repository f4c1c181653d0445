/**
 * The cover of the log-on window while the Mac is locked: the same screen as over a session. It steps aside for whoever presses a key or a button on
 * it, since a Mac whose people cannot log on may never hear that it is to open again (keys on media and many networks come with a session).
 * Whoever logs on is locked at once.
 */
import { readFile } from 'node:fs/promises';
import { followDesired } from '../../any/drawing/follow-desired.ts';
import { textFont } from '../../any/drawing/text-panel.ts';
import type { MacDesktop } from './desktop.ts';
import { createDrawing } from './drawing.ts';

export interface LogOnCoverPorts {
  readonly openDesktop: () => MacDesktop;
  readonly timers: { every(periodMs: number, run: () => void): () => void };
  readonly nowMs: () => number;
  readonly wallNow: () => number;
}

const pumpMs = 15;
const lookMs = 250;
/** Long enough for a password. */
const asideMs = 60_000;

/** Goes on until its process is ended, with the session of the log-on window. AppKit is loaded with the first lock. */
export async function coverLogOn(
  { statePath, fontPath }: { readonly statePath: string; readonly fontPath: string },
  { openDesktop, timers, nowMs, wallNow }: LogOnCoverPorts,
): Promise<never> {
  const desired = followDesired({ statePath, since: 0 }, { timers, readFile, onInputLine: () => undefined });
  await desired.first;
  const font = textFont(await readFile(fontPath));
  let desktop: MacDesktop | null = null;
  let draw: ReturnType<typeof createDrawing> | null = null;
  let asideUntilMs = Number.NEGATIVE_INFINITY;

  function look(): void {
    const { screen } = desired.current();
    if (screen !== null && nowMs() >= asideUntilMs) {
      desktop ??= openDesktop();
      draw ??= createDrawing(desktop, font, wallNow);
      draw(screen);
      desktop.hold();
    } else if (draw !== null) {
      draw = null;
      desktop?.uncover();
    }
  }

  timers.every(pumpMs, () => {
    if (desktop?.pump() !== true) return;
    asideUntilMs = nowMs() + asideMs;
    look();
  });
  timers.every(lookMs, look);
  look();
  return new Promise<never>(() => undefined);
}
