// Takes keyboard and pointer of a display for the lock screen, breaking the grabs of menus and other programs when it must.

import type x11 from 'x11';
import { grabDevices, type MasterDevice, masterDevices, ungrabDevices } from './device-grab.ts';
import type { Timers } from './timers.ts';
import type { XConnection } from './x-connection.ts';

const RETRY_MS = 30;
/** Somebody who has held the input for so long is asked less often. */
const LONG_FAILING_MS = 5_000;
const SLOW_RETRY_MS = 200;
/** When a grab by somebody else is broken: first only that of menus, then that of any window. */
const BREAK_MENUS_AFTER_MS = 300;
const BREAK_ANY_AFTER_MS = 1_200;
const BREAK_AGAIN_AFTER_MS = 2_000;

const GRAB_SUCCESS = 0;
const MAP_STATE_VIEWABLE = 2;
const GRAB_MODE_ASYNC = 1;
const CURRENT_TIME = 0;
const BUTTON_EVENTS = 0x4 | 0x8;

export interface InputGrab {
  /** Looks which devices there are: before `take`, which has no time to ask. */
  prepare(): Promise<void>;
  /** Sends both grabs at once, for use inside of a server grab; the outcome is known when the promise resolves. */
  take(): Promise<boolean>;
  /** Takes the input now and goes on trying until it is held. Harmless when it is held already. */
  hold(): Promise<void>;
  readonly held: boolean;
  release(): void;
}

export interface InputGrabOptions {
  readonly connection: XConnection;
  /** Our windows, the topmost last, which is the one to grab on; they change when somebody destroyed one. */
  readonly own: () => readonly number[];
  /** A cursor of no picture. */
  readonly cursor: number;
  /** A locker of the system's own that is there keeps what it holds: keys then go to it and to nobody else. */
  readonly isLockerThere: () => Promise<boolean>;
  /** Ends a server grab. */
  readonly letOthers: () => void;
  readonly timers: Timers;
  readonly onChange: (held: boolean) => void;
}

export function createInputGrab(options: InputGrabOptions): InputGrab {
  const { connection, timers } = options;
  let held = false;
  let failingSince: number | undefined;
  let brokenAt: number | undefined;
  let trying = false;
  let released = false;
  let devices: readonly MasterDevice[] = [];
  let cancelRetry: (() => void) | undefined;

  const settle = (success: boolean): boolean => {
    if (success) {
      failingSince = undefined;
      brokenAt = undefined;
    } else {
      failingSince ??= timers.now();
    }
    if (success !== held && !released) {
      held = success;
      options.onChange(success);
    }
    return success;
  };
  const prepare = async (): Promise<void> => {
    devices = await masterDevices(connection);
  };
  const take = async (): Promise<boolean> => {
    const window = options.own().at(-1) ?? 0;
    // One client cannot hold a device in both ways.
    const taken =
      devices.length > 0
        ? grabDevices(connection, devices, window, options.cursor)
        : sendGrabs(connection, window, options.cursor);
    return settle(await taken);
  };

  const nextBreak = (): 'menus' | 'any' | undefined => {
    if (failingSince === undefined) return undefined;
    const now = timers.now();
    if (now - failingSince >= BREAK_ANY_AFTER_MS) {
      return brokenAt === undefined || now - brokenAt >= BREAK_AGAIN_AFTER_MS ? 'any' : undefined;
    }
    return brokenAt === undefined && now - failingSince >= BREAK_MENUS_AFTER_MS ? 'menus' : undefined;
  };
  const retryMs = (): number =>
    failingSince !== undefined && timers.now() - failingSince > LONG_FAILING_MS ? SLOW_RETRY_MS : RETRY_MS;
  const attempt = async (): Promise<void> => {
    if (released) return;
    const breaking = nextBreak();
    if (breaking !== undefined) brokenAt = breaking === 'any' ? timers.now() : timers.now() - BREAK_AGAIN_AFTER_MS;
    await prepare();
    const taken =
      breaking === undefined || (await options.isLockerThere())
        ? await take()
        : await breakGrabs(options, breaking === 'any', take);
    if (!taken && !released) cancelRetry = timers.after(retryMs(), tryOn);
  };
  const tryOn = (): void => void hold();
  const hold = async (): Promise<void> => {
    if (trying) return;
    cancelRetry?.();
    cancelRetry = undefined;
    trying = true;
    // The only failure is that the server is gone, which ends this process elsewhere.
    await attempt().catch(() => undefined);
    trying = false;
  };

  return {
    prepare,
    take,
    hold,
    get held() {
      return held;
    },
    release: () => {
      released = true;
      cancelRetry?.();
      ungrabDevices(connection, devices);
      connection.client.UngrabKeyboard(CURRENT_TIME);
      connection.client.UngrabPointer(CURRENT_TIME);
    },
  };
}

async function sendGrabs({ client, ask }: XConnection, window: number, cursor: number): Promise<boolean> {
  const async = GRAB_MODE_ASYNC;
  const statuses = await Promise.all([
    ask<number>((done) => client.GrabKeyboard(window, false, CURRENT_TIME, async, async, done)),
    ask<number>((done) =>
      client.GrabPointer(window, false, BUTTON_EVENTS, async, async, 0, cursor, CURRENT_TIME, done),
    ),
  ]);
  return statuses.every((status) => status === GRAB_SUCCESS);
}

/**
 * A grab ends when its window is unmapped: unmaps the other windows for an instant in which nobody else is served, grabs,
 * and maps them again. Their contents and their order stay.
 */
async function breakGrabs(
  options: InputGrabOptions,
  everything: boolean,
  take: () => Promise<boolean>,
): Promise<boolean> {
  const own = options.own();
  const { client, ask, root } = options.connection;
  const tree = await ask<{ children: number[] }>((done) => client.QueryTree(root, done));
  const attributes = await Promise.all(
    tree.children.map((id) =>
      ask<Awaited<AttributesAnswer>>((done) => client.GetWindowAttributes(id, done)).catch(() => undefined),
    ),
  );
  const windows = tree.children.filter((id, index) => {
    const found = attributes[index];
    if (own.includes(id) || found?.mapState !== MAP_STATE_VIEWABLE) return false;
    return everything || Boolean(found.overrideRedirect);
  });
  client.GrabServer();
  for (const id of windows) client.UnmapWindow(id);
  const taken = take();
  for (const id of windows) client.MapWindow(id);
  for (const id of own) client.RaiseWindow(id);
  options.letOthers();
  return taken;
}

type AttributesAnswer = Parameters<Parameters<x11.Client['GetWindowAttributes']>[1]>[1];

/** A cursor of one pixel without a picture. */
export function createBlankCursor({ client, root }: XConnection): number {
  const [pixmap, gc, cursor] = [client.AllocID(), client.AllocID(), client.AllocID()];
  const black: x11.Rgb = { R: 0, G: 0, B: 0 };
  client.CreatePixmap(pixmap, root, 1, 1, 1);
  client.CreateGC(gc, pixmap, { foreground: 0 });
  client.PutImage(2, pixmap, gc, 1, 1, 0, 0, 0, 1, Buffer.alloc(4));
  client.FreeGC(gc);
  client.CreateCursor(cursor, pixmap, pixmap, black, black, 0, 0);
  client.FreePixmap(pixmap);
  return cursor;
}
