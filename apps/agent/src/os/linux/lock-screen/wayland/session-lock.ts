// The lock screen of a Wayland session, by the protocol ext-session-lock-v1: the compositor shows nothing else and gives input to nobody.

import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { clockText } from '../../../any/drawing/clock-text.ts';
import type { ScreenContent } from '../../../any/drawing/content.ts';
import type { TextFont } from '../../../any/drawing/text-panel.ts';
import type { Cover } from '../cover.ts';
import type { Timers, WallClock } from '../timers.ts';
import { BYTES_PER_PIXEL, frameOf } from './frame.ts';
import { bindGlobals, type Globals } from './globals.ts';
import type { WaylandConnection } from './wayland-connection.ts';
import { numberAt } from './wire.ts';

/** The compositor does not know the protocol: the session's own lock is what is left. */
export class NotSupportedByCompositor extends Error {
  override readonly name = 'NotSupportedByCompositor';
}

export interface SessionLockOptions {
  readonly connection: WaylandConnection;
  readonly timers: Timers & WallClock;
  readonly font: () => Promise<TextFont>;
  readonly onInput: (held: boolean) => void;
  readonly onDrawn: (monitors: number) => void;
  /** Somebody else holds the session's lock; it is tried again by and by. */
  readonly onWaiting: () => void;
}

const [MANAGER_LOCK, COMPOSITOR_CREATE_SURFACE, SHM_CREATE_POOL] = [1, 0, 0];
const [POOL_CREATE_BUFFER, POOL_DESTROY, BUFFER_DESTROY] = [0, 1, 0];
const [SURFACE_DESTROY, SURFACE_ATTACH, SURFACE_DAMAGE, SURFACE_COMMIT] = [0, 1, 2, 6];
const [LOCK_DESTROY, LOCK_GET_SURFACE, LOCK_UNLOCK_AND_DESTROY] = [0, 1, 2];
const [LOCK_SURFACE_DESTROY, LOCK_SURFACE_ACK_CONFIGURE] = [0, 1];
const LOCKED_EVENT = 0;
const XRGB8888 = 1;
const TRY_AGAIN_MS = 2_000;
const LOOK_MS = 1_000;
const MINUTE_MS = 60_000;

interface LockSurface {
  readonly surface: number;
  readonly lockSurface: number;
  size: { width: number; height: number } | undefined;
}

/** @throws NotSupportedByCompositor */
export async function createSessionLock(options: SessionLockOptions): Promise<Omit<Cover, 'loosen'>> {
  const globals = await bindGlobals(options.connection);
  if (globals === undefined) throw new NotSupportedByCompositor('the compositor does not offer ext-session-lock-v1');
  return new SessionLock(options, globals);
}

/** Takes the lock that a process of ours has left, and opens it. Where it is not to be had, somebody else holds it, or nobody. */
export async function takeOverAndOpen(connection: WaylandConnection): Promise<void> {
  const globals = await bindGlobals(connection);
  if (globals === undefined) return;
  const answer = Promise.withResolvers<number>();
  const lock = connection.newObject((opcode) => answer.resolve(opcode));
  connection.send(globals.manager, MANAGER_LOCK, lock);
  const gone = connection.closed.then(() => -1);
  const opcode = await Promise.race([answer.promise, gone]);
  connection.send(lock, opcode === LOCKED_EVENT ? LOCK_UNLOCK_AND_DESTROY : LOCK_DESTROY);
  await connection.sync();
}

class SessionLock implements Omit<Cover, 'loosen'> {
  readonly #options: SessionLockOptions;
  readonly #connection: WaylandConnection;
  readonly #globals: Globals;
  /** By the name of the output. */
  readonly #surfaces = new Map<number, LockSurface>();
  #lock: number | undefined;
  #content: ScreenContent | undefined;
  #font: TextFont | undefined;
  #drawnMinute = 0;
  #stopLooking: (() => void) | undefined;

  constructor(options: SessionLockOptions, globals: Globals) {
    this.#options = options;
    this.#connection = options.connection;
    this.#globals = globals;
  }

  async show(content: ScreenContent): Promise<void> {
    this.#content = content;
    if (this.#lock === undefined) {
      // A compositor that cannot give the lock now says so at once.
      while (!(await this.#tryToLock())) {
        this.#options.onWaiting();
        await new Promise<void>((resolve) => {
          this.#options.timers.after(TRY_AGAIN_MS, resolve);
        });
      }
      this.#options.onInput(true);
      this.#stopLooking = this.#options.timers.every(LOOK_MS, () => this.#look());
    }
    this.#draw();
    await this.#connection.sync();
    if (this.#font === undefined) this.#drawWithFont().catch(() => undefined);
  }

  async hide(): Promise<void> {
    this.#stopLooking?.();
    if (this.#lock !== undefined) this.#connection.send(this.#lock, LOCK_UNLOCK_AND_DESTROY);
    this.#lock = undefined;
    await this.#connection.sync();
  }

  /** Surfaces are drawn before the compositor says that the session is locked: it waits for them. */
  async #tryToLock(): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>();
    const lock = this.#connection.newObject((opcode) => {
      answer.resolve(opcode === LOCKED_EVENT);
      if (opcode !== LOCKED_EVENT) this.#lose(lock);
    });
    this.#lock = lock;
    this.#connection.send(this.#globals.manager, MANAGER_LOCK, lock);
    for (const [name, output] of this.#globals.outputs) this.#cover(name, output);
    this.#globals.onOutput({
      added: (name, output) => this.#cover(name, output),
      removed: (name) => this.#uncover(name),
    });
    const gone = this.#connection.closed.then(() => false);
    return Promise.race([answer.promise, gone]);
  }

  /** The compositor ended the lock, or never gave it. A lock that was ours and has ended is started anew by the agent. */
  #lose(lock: number): void {
    for (const name of [...this.#surfaces.keys()]) this.#uncover(name);
    this.#connection.send(lock, LOCK_DESTROY);
    this.#lock = undefined;
    if (this.#stopLooking !== undefined) this.#connection.close();
  }

  #cover(name: number, output: number): void {
    if (this.#lock === undefined) return;
    const surface = this.#connection.newObject();
    const lockSurface = this.#connection.newObject((_opcode, body) => {
      const [serial, width, height] = [numberAt(body, 0), numberAt(body, 1), numberAt(body, 2)];
      this.#connection.send(lockSurface, LOCK_SURFACE_ACK_CONFIGURE, serial);
      known.size = { width, height };
      this.#paint(known).catch(() => undefined);
    });
    const known: LockSurface = { surface, lockSurface, size: undefined };
    this.#surfaces.set(name, known);
    this.#connection.send(this.#globals.compositor, COMPOSITOR_CREATE_SURFACE, surface);
    this.#connection.send(this.#lock, LOCK_GET_SURFACE, lockSurface, surface, output);
  }

  #uncover(name: number): void {
    const known = this.#surfaces.get(name);
    if (known === undefined) return;
    this.#surfaces.delete(name);
    this.#connection.send(known.lockSurface, LOCK_SURFACE_DESTROY);
    this.#connection.send(known.surface, SURFACE_DESTROY);
  }

  async #drawWithFont(): Promise<void> {
    this.#font = await this.#options.font();
    this.#draw();
    await this.#connection.sync();
  }

  #draw(): void {
    for (const surface of this.#surfaces.values()) this.#paint(surface).catch(() => undefined);
    if (this.#font !== undefined) this.#options.onDrawn(this.#surfaces.size);
  }

  #look(): void {
    if (Math.floor(this.#options.timers.wallNow() / MINUTE_MS) !== this.#drawnMinute) this.#draw();
  }

  async #paint(known: LockSurface): Promise<void> {
    const { surface, size } = known;
    if (size === undefined || this.#content === undefined || size.width * size.height === 0) return;
    const wallMs = this.#options.timers.wallNow();
    this.#drawnMinute = Math.floor(wallMs / MINUTE_MS);
    const frame = frameOf(this.#font, this.#content, clockText(this.#content.language, wallMs), size);
    const buffer = await this.#bufferOf(frame, size);
    // A picture of another size than the last one that was asked for is an offence.
    if (known.size !== size) return this.#connection.send(buffer, BUFFER_DESTROY);
    this.#connection.send(surface, SURFACE_ATTACH, buffer, 0, 0);
    this.#connection.send(surface, SURFACE_DAMAGE, 0, 0, size.width, size.height);
    this.#connection.send(surface, SURFACE_COMMIT);
  }

  /** Memory shared with the compositor, given up as soon as that has read it. */
  async #bufferOf(frame: Buffer, { width, height }: { width: number; height: number }): Promise<number> {
    const pool = this.#connection.newObject();
    const file = sharedFile(frame);
    try {
      await this.#connection.sendFile(file, this.#globals.shm, SHM_CREATE_POOL, pool, frame.length);
    } finally {
      closeSync(file);
    }
    const buffer = this.#connection.newObject(() => this.#connection.send(buffer, BUFFER_DESTROY));
    const stride = width * BYTES_PER_PIXEL;
    this.#connection.send(pool, POOL_CREATE_BUFFER, buffer, 0, width, height, stride, XRGB8888);
    this.#connection.send(pool, POOL_DESTROY);
    return buffer;
  }
}

/** In memory, without a name. */
function sharedFile(contents: Buffer): number {
  const name = `/dev/shm/sekisho-${randomUUID()}`;
  const file = openSync(name, 'wx+', 0o600);
  unlinkSync(name);
  writeSync(file, contents);
  return file;
}
