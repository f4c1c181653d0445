// One connection to an X server: set-up with a given cookie, requests as promises, errors and the end of the server as events.

import { createConnection } from 'node:net';
import x11 from 'x11';
import type { PixelFormat } from '../../any/drawing/pixels.ts';
import type { XCookie } from './x-authority.ts';

/** A request without BIG-REQUESTS is at most 65535 words; the header of the largest one we send takes 24 bytes. */
const REQUEST_HEADER_BYTES = 24;
const WORD_BYTES = 4;

export interface XConnection {
  readonly client: x11.Client;
  readonly root: number;
  readonly rootSize: { readonly width: number; readonly height: number };
  readonly format: PixelFormat;
  /** The most bytes of data that one PutImage may carry. */
  readonly maxImageBytes: number;
  readonly composite: x11.Composite | undefined;
  readonly randr: x11.RandR | undefined;
  /** Version 2.2 or later, which knows touch. */
  readonly xinput: x11.XInput | undefined;
  readonly xkb: x11.Xkb | undefined;
  readonly dpms: x11.Dpms | undefined;
  readonly resources: x11.XResource | undefined;
  /** Sends one request that is answered and waits for the answer. */
  ask<T>(send: (callback: x11.Callback<T>) => void): Promise<T>;
  /** Resolves when the server has carried out everything sent so far. */
  sync(): Promise<void>;
  onEvent(listener: (event: x11.XEvent) => void): void;
  /** Resolves when the server is gone or has thrown this client out. */
  readonly closed: Promise<void>;
  close(): void;
}

/** The number in `:N`, where the local server's socket is. */
export function displayNumber(display: string): number {
  const match = /^:(\d+)(?:\.\d+)?$/.exec(display);
  if (match?.[1] === undefined) throw new Error(`not a local display: ${display}`);
  return Number(match[1]);
}

/** Tries the cookies one after another, then none; throws the last refusal. */
export async function connectWithAny(
  display: string,
  socketPath: string,
  cookies: readonly XCookie[],
): Promise<XConnection> {
  let refusal: unknown;
  for (const cookie of [...cookies, { name: '', data: '' }]) {
    try {
      return await connect(display, socketPath, cookie);
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

export async function connect(display: string, socketPath: string, cookie: XCookie): Promise<XConnection> {
  const stream = createConnection(socketPath);
  const { promise: closed, resolve: markClosed } = Promise.withResolvers<void>();
  stream.on('close', () => markClosed());
  const ready = Promise.withResolvers<x11.Display>();
  const client = x11.createClient({ display, stream, auth: cookie, disableBigRequests: true }, (error, found) => {
    if (error) ready.reject(error);
    else ready.resolve(found);
  });
  // Errors of single requests come from windows that went away meanwhile; what matters is checked by a look at the result.
  client.on('error', (error: Error) => ready.reject(error));
  client.on('end', () => stream.destroy());
  try {
    const info = await ready.promise;
    return await describe(client, info, closed, () => stream.destroy());
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

async function describe(
  client: x11.Client,
  info: x11.Display,
  closed: Promise<void>,
  destroy: () => void,
): Promise<XConnection> {
  const screen = info.screen[0];
  if (screen === undefined) throw new Error('the X server has no screen');
  const gone = closed.then(() => {
    throw new Error('the X server is gone');
  });
  gone.catch(() => undefined);
  const ask = <T>(send: (callback: x11.Callback<T>) => void): Promise<T> => {
    const answer = new Promise<T>((resolve, reject) => {
      send((error, value) => {
        if (error) reject(error);
        else resolve(value);
        return true;
      });
    });
    return Promise.race([answer, gone]);
  };
  const optional = <T>(send: (callback: x11.Callback<T>) => void): Promise<T | undefined> =>
    ask(send).catch(() => undefined);
  return {
    client,
    root: screen.root,
    rootSize: { width: screen.pixel_width, height: screen.pixel_height },
    format: formatOf(info, screen),
    maxImageBytes: Math.min(info.max_request_length, 0xffff) * WORD_BYTES - REQUEST_HEADER_BYTES,
    composite: await optional<x11.Composite>((done) => client.require('composite', done)),
    randr: await optional<x11.RandR>((done) => client.require('randr', done)),
    xinput: await xinputOf(client, optional),
    xkb: await xkbOf(client, optional),
    dpms: await optional<x11.Dpms>((done) => client.require('dpms', done)),
    resources: await optional<x11.XResource>((done) => client.require('res', done)),
    ask,
    sync: async () => {
      await ask<{ focus: number }>((done) => client.GetInputFocus(done));
    },
    onEvent: (listener) => {
      client.on('event', listener);
    },
    closed,
    close: destroy,
  };
}

type Optional = <T>(send: (callback: x11.Callback<T>) => void) => Promise<T | undefined>;

async function xinputOf(client: x11.Client, optional: Optional): Promise<x11.XInput | undefined> {
  const xinput = await optional<x11.XInput>((done) => client.require('xinput', done));
  if (xinput === undefined) return undefined;
  const version = await optional<{ majorVersion: number; minorVersion: number }>((done) =>
    xinput.XIQueryVersion(2, 2, done),
  );
  const knowsTouch = version !== undefined && version.majorVersion * 100 + version.minorVersion >= 202;
  return knowsTouch ? xinput : undefined;
}

async function xkbOf(client: x11.Client, optional: Optional): Promise<x11.Xkb | undefined> {
  const xkb = await optional<x11.Xkb>((done) => client.require('xkb', done));
  const used =
    xkb === undefined ? undefined : await optional<{ supported: number }>((done) => xkb.UseExtension(1, 0, done));
  return used?.supported === 1 ? xkb : undefined;
}

function formatOf(info: x11.Display, screen: x11.Screen): PixelFormat {
  const visuals = Object.values(screen.depths).flatMap((depth) => Object.values(depth));
  const visual = visuals.find((candidate) => candidate.vid === screen.root_visual);
  const format = info.format[String(screen.root_depth)];
  if (visual === undefined || format === undefined) throw new Error('the X server does not describe its root window');
  return {
    depth: screen.root_depth,
    bitsPerPixel: format.bits_per_pixel,
    scanlinePadBits: format.scanline_pad,
    mostSignificantByteFirst: info.image_byte_order === 1,
    redMask: visual.red_mask >>> 0,
    greenMask: visual.green_mask >>> 0,
    blueMask: visual.blue_mask >>> 0,
  };
}
