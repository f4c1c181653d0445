// Real X servers, and what a person or a program on them would do, for the tests of the lock screen.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { connect, type XConnection } from '../../src/os/linux/lock-screen/x-connection.ts';

const run = promisify(execFile);

export interface XServer extends AsyncDisposable {
  readonly display: string;
  readonly connection: XConnection;
  /** `#rrggbb` of one pixel, as it is on the glass. */
  pixel(x: number, y: number): Promise<string>;
  /** Every pixel of a rectangle. */
  pixels(x: number, y: number, width: number, height: number): Promise<string[]>;
  /** Runs a program on this display to its end. */
  program(name: string, ...args: string[]): Promise<string>;
  /** Starts a program on this display that ends with the server. */
  start(name: string, ...args: string[]): ChildProcess;
}

export interface XServerOptions {
  readonly size?: string;
  readonly args?: readonly string[];
  readonly cookie?: { readonly name: string; readonly data: string };
}

/** Starts an Xvfb on a free number with a green desktop. Rejects, and so fails the test, where there is no Xvfb. */
export async function startXServer(options: XServerOptions = {}): Promise<XServer> {
  // A low number would be taken again at once when a server ends, by a test whose screens ours would then cover.
  const number = `:${randomInt(1_000, 50_000)}`;
  const screen = ['-screen', '0', options.size ?? '1280x800x24'];
  const args = [number, '-displayfd', '3', ...screen, '-noreset', '-nolisten', 'tcp', ...(options.args ?? [])];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = await new Promise<string>((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    createInterface({ input: server.stdio[3] as import('node:stream').Readable }).on('line', (line) => {
      resolve(`:${line.trim()}`);
    });
  });
  const socketPath = `/tmp/.X11-unix/X${display.slice(1)}`;
  const connection = await connect(display, socketPath, options.cookie ?? { name: '', data: '' });
  const programs: ChildProcess[] = [];
  const environment = { ...process.env, DISPLAY: display };
  const pixels = async (x: number, y: number, width: number, height: number): Promise<string[]> => {
    const image = await connection.ask<{ data: Buffer }>((done) =>
      connection.client.GetImage(2, connection.root, x, y, width, height, 0xffffffff, done),
    );
    return Array.from({ length: width * height }, (_, index) => {
      return `#${(image.data.readUInt32LE(index * 4) & 0xffffff).toString(16).padStart(6, '0')}`;
    });
  };
  paintDesktop(connection);
  await connection.sync();
  return {
    display,
    connection,
    pixels,
    pixel: async (x, y) => (await pixels(x, y, 1, 1))[0] ?? '',
    program: async (name, ...rest) => (await run(name, rest, { env: environment, timeout: 20_000 })).stdout,
    start: (name, ...rest) => {
      const program = spawn(name, rest, { env: environment, stdio: 'ignore' });
      program.on('error', () => undefined);
      programs.push(program);
      return program;
    },
    [Symbol.asyncDispose]: async () => {
      for (const program of programs) program.kill('SIGKILL');
      connection.close();
      if (server.exitCode !== null) return;
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    },
  };
}

export const DESKTOP = '#00aa00';

function paintDesktop({ client, root }: XConnection): void {
  client.ChangeWindowAttributes(root, { backgroundPixel: 0x00aa00 });
  client.ClearArea(root, 0, 0, 0, 0, false);
}

/** Makes a plain window of somebody else's on the display. */
export function foreignWindow({ client, root }: XConnection, overrideRedirect: boolean): number {
  const id = client.AllocID();
  client.CreateWindow(id, root, 0, 0, 1_280, 800, 0, 0, 0, 0, { backgroundPixel: 0xffff00, overrideRedirect });
  client.MapWindow(id);
  return id;
}

/** Asks until the answer holds; fails after the time with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean, withinMs = 8_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
