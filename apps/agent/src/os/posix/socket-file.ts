/** A socket that is a file: made anew, opened to whom it is for, and taken away at its end. */
import { chmodSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Closable } from '../../machine.ts';
import { type LineSocketOptions, serveLineSocket } from '../any/line-socket.ts';

export interface SocketFileOptions extends LineSocketOptions {
  /** Who may connect. */
  readonly mode: number;
}

/** The caller holds the instance's lock: a socket that is there was left by an agent that is gone. */
export async function serveSocketFile(
  { mode, ...options }: SocketFileOptions,
  answer: (request: unknown, socket: Socket) => Promise<unknown>,
): Promise<Closable> {
  rmSync(options.path, { force: true });
  const served = await serveLineSocket(options, answer);
  chmodSync(options.path, mode);
  return {
    close() {
      served.close();
      rmSync(options.path, { force: true });
    },
  };
}
