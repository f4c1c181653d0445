/** A compositor with ext-session-lock-v1, as a process of its own: what a session of sway would be, seen by its pixels. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface SeenOutput {
  readonly size: readonly [number, number];
  /** `#rrggbb` of the upper left pixel. */
  readonly corner: string;
  /** White pixels: those of the text. */
  readonly white: number;
}

export interface WaylandCompositor extends AsyncDisposable {
  readonly socketPath: string;
  /** What happened, in order: `locked`, `unlocked`, `gone: …` with the offence of a client that was thrown out. */
  readonly events: readonly string[];
  tell(order: {
    add?: [string, number, number];
    resize?: [string, number, number];
    remove?: string;
    deny?: true;
  }): void;
  look(): Promise<{ locked: boolean; outputs: Record<string, SeenOutput | null> }>;
}

const script = path.join(import.meta.dirname, 'session-lock-compositor.py');

/** @param knowsLock false: a compositor that has no such protocol */
export async function startCompositor(socketPath: string, knowsLock = true): Promise<WaylandCompositor> {
  await mkdir(path.dirname(socketPath), { recursive: true });
  const args = [script, socketPath, ...(knowsLock ? [] : ['without-lock'])];
  const child = spawn('/usr/bin/python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const events: string[] = [];
  const answers: ((answer: never) => void)[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    void exited.then(() => reject(new Error('the compositor ended')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { event?: string; why?: string };
      if (said.event === 'ready') resolve();
      else if (said.event === undefined) answers.shift()?.(said as never);
      else events.push(said.why ? `${said.event}: ${said.why}` : said.event);
    });
  });
  const tell = (order: object) => void child.stdin.write(`${JSON.stringify(order)}\n`);
  await ready;
  return {
    socketPath,
    events,
    tell,
    look: () =>
      new Promise((resolve) => {
        answers.push(resolve);
        tell({ look: true });
      }),
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
