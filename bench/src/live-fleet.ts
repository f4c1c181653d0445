/** A fleet of live connections held by several processes, since one may open only so many files. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromHolder, ToHolder } from './live-holder.ts';

/** Files that a process may have open are limited (20,000 here), and a client needs a port for each. */
export const connectionsPerProcess = 15_000;

export type Answered = Extract<FromHolder, { type: 'answered' }>;

export type LiveFleet = {
  /** Of every connection: from the first byte to the server until it is open. */
  openedAfterMs: number[];
  /** From now on: resolves when every device has been woken, has checked in and been answered. */
  watch(): Promise<Answered[]>;
  end(): Promise<void>;
};

function next<Type extends FromHolder['type']>(
  child: ChildProcess,
  type: Type,
): Promise<Extract<FromHolder, { type: Type }>> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a holder of connections ended with ${code}`)));
    child.on('message', (message: FromHolder) => {
      if (message.type === type) resolve(message as Extract<FromHolder, { type: Type }>);
    });
  });
}

/** Resolves when all are open. Rejects when some could not be opened. */
export async function openLiveFleet(serverUrl: string, fleetFile: string, devices: number): Promise<LiveFleet> {
  const parts = Math.ceil(devices / connectionsPerProcess);
  const children = Array.from({ length: parts }, (_, part) =>
    fork(join(import.meta.dirname, 'live-holder.ts'), [serverUrl, fleetFile, String(part), String(parts)]),
  );
  const tell = (message: ToHolder) => {
    for (const child of children) if (child.connected) child.send(message);
  };
  const end = async () => {
    const ended = children
      .filter(({ exitCode }) => exitCode === null)
      .map((child) => new Promise((resolve) => child.once('exit', resolve)));
    tell({ type: 'leave' });
    await Promise.all(ended);
  };
  let openedAfterMs: number[] = [];
  try {
    const opened = await Promise.all(children.map((child) => next(child, 'open')));
    openedAfterMs = opened.flatMap((message) => message.openedAfterMs);
    const lost = opened.reduce((sum, message) => sum + message.lost, 0);
    const why = new Set(opened.flatMap((message) => message.why));
    if (lost > 0) throw new Error(`${lost} of ${devices} connections could not be opened, or not be kept: ${[...why]}`);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    openedAfterMs,
    watch() {
      const answered = Promise.all(children.map((child) => next(child, 'answered')));
      tell({ type: 'watch' });
      return answered;
    },
    end,
  };
}
