// Covers every monitor of one X display, keeps itself on top and the input taken, until it is told to open.

import type x11 from 'x11';
import { clockText } from '../../any/drawing/clock-text.ts';
import type { ScreenContent } from '../../any/drawing/content.ts';
import type { TextFont } from '../../any/drawing/text-panel.ts';
import { type Contest, createContest } from './contest.ts';
import { REVERT_TO_NONE, restoreState, stateBefore } from './focus.ts';
import { createBlankCursor, createInputGrab, type InputGrab } from './input-grab.ts';
import { Layer } from './layer.ts';
import { killClient, overlayOf, releaseOverlay } from './overlay.ts';
import { lockerSearch } from './system-locker.ts';
import { type Before, findTagged, readTag, writeTag } from './tag.ts';
import type { Timers, WallClock } from './timers.ts';
import type { XConnection } from './x-connection.ts';

const HEARTBEAT_MS = 1_000;
const STRUCTURE_AND_SUBSTRUCTURE_NOTIFY = 0x20000 | 0x80000;
const RETAIN_PERMANENT = 1;
const DESTROY_ALL = 0;
const VISIBILITY_UNOBSCURED = 0;
const RANDR_ALL_NOTIFICATIONS = 15;
const RAISE_AGAIN_MS = 4;
const DPMS_ON = 0;
const RAISING_EVENTS: ReadonlySet<string | undefined> = new Set([
  'MapNotify',
  'ConfigureNotify',
  'CirculateNotify',
  'ReparentNotify',
]);

export interface Cover {
  /** Covers, or changes what is shown; resolves when the server has done it. The text may follow when the font is read. */
  show(content: ScreenContent): Promise<void>;
  /** Gives the desktop back, as it was. */
  hide(): Promise<void>;
  /** Lets a process that is to take over reach the display. */
  loosen(): void;
}

export interface CoverOptions {
  readonly connection: XConnection;
  readonly timers: Timers & WallClock;
  readonly font: () => Promise<TextFont>;
  /** Whether a process is a locker of the system's own. */
  readonly isLocker: (pid: number) => Promise<boolean>;
  /** The server serves nobody else while it is covered: for a display on which somebody throws us out again and again. */
  readonly alone: boolean;
  readonly onInput: (held: boolean) => void;
  readonly onDrawn: (monitors: number) => void;
}

/**
 * One window lies among the others, so that a compositor that paints by itself paints it; a second one lies in the
 * compositor's overlay, above which nothing can be raised. A server without overlay has the first only.
 */
export async function createCover(options: CoverOptions): Promise<Cover> {
  const { connection } = options;
  const overlay = await overlayOf(connection);
  const layers = [new Layer({ connection, parent: connection.root, oversize: overlay === undefined })];
  if (overlay !== undefined) layers.push(new Layer({ connection, parent: overlay, oversize: true }));
  return new XCover(options, layers);
}

class XCover implements Cover {
  readonly #options: CoverOptions;
  readonly #connection: XConnection;
  /** From the lowest to the topmost. */
  readonly #layers: readonly Layer[];
  readonly #grab: InputGrab;
  readonly #contest: Contest;
  #content: ScreenContent | undefined;
  #before: Before = { focus: REVERT_TO_NONE, keyboard: 0 };
  #stopHeartbeat: (() => void) | undefined;
  #closing = false;
  #drawnMinute = 0;
  #alone: boolean;
  #cancelRaise: (() => void) | undefined;

  constructor(options: CoverOptions, layers: readonly Layer[]) {
    this.#options = options;
    this.#connection = options.connection;
    this.#layers = layers;
    this.#alone = options.alone;
    const { connection, timers } = options;
    const lockers = lockerSearch(connection, options.isLocker);
    const cursor = createBlankCursor(connection);
    const own = (): number[] => layers.map((layer) => layer.window);
    const isLockerThere = (): Promise<boolean> => lockers.isThere();
    const letOthers = (): void => this.#letOthers();
    this.#grab = createInputGrab({
      connection,
      own,
      cursor,
      timers,
      isLockerThere,
      letOthers,
      onChange: options.onInput,
    });
    this.#contest = createContest({
      client: connection.client,
      timers,
      isLockScreen: async (window) => (await readTag(connection, window)) !== undefined,
      isTolerated: async (window) => layers.length > 1 && (await lockers.owns(window)),
    });
  }

  async show(content: ScreenContent): Promise<void> {
    const first = this.#content === undefined;
    this.#content = content;
    if (first) {
      await this.#open(content);
      this.#inBackground(this.#draw());
    } else {
      await this.#draw();
    }
  }

  async hide(): Promise<void> {
    const { client } = this.#connection;
    this.#closing = true;
    this.#stopHeartbeat?.();
    this.#cancelRaise?.();
    this.#grab.release();
    restoreState(this.#connection, this.#before);
    this.#contest.giveBack();
    for (const layer of this.#layers) layer.destroy();
    if (this.#layers.length > 1) releaseOverlay(this.#connection);
    this.loosen();
    client.SetCloseDownMode(DESTROY_ALL);
    await this.#connection.sync();
  }

  loosen(): void {
    this.#alone = false;
    this.#connection.client.UngrabServer();
  }

  /** Ends a moment in which the server served only us, but where that is to last. */
  #letOthers(): void {
    if (!this.#alone) this.#connection.client.UngrabServer();
  }

  async #open(content: ScreenContent): Promise<void> {
    const { client, root, randr } = this.#connection;
    if (this.#alone) client.GrabServer();
    const parents = this.#layers.map((layer) => layer.parent);
    const old = await findTagged(this.#connection, parents);
    this.#before = await stateBefore(this.#connection, old);
    this.#connection.onEvent((event) => this.#hear(event));
    for (const parent of parents) {
      client.ChangeWindowAttributes(parent, { eventMask: STRUCTURE_AND_SUBSTRUCTURE_NOTIFY });
    }
    randr?.SelectInput(root, RANDR_ALL_NOTIFICATIONS);
    await Promise.all([this.#grab.prepare(), ...this.#layers.map((layer) => layer.create(content, this.#before))]);
    // From here on the windows stay on the server even when this process is killed.
    client.SetCloseDownMode(RETAIN_PERMANENT);
    await this.#connection.sync();
    // The old lock screen gives way in the same instant in which this one takes the input: no key can slip between.
    client.GrabServer();
    for (const { id } of old) killClient(this.#connection, id);
    this.#takeFocus();
    this.#wakeScreen();
    const taken = this.#grab.take();
    this.#letOthers();
    if (!(await taken)) this.#inBackground(this.#grab.hold());
    const beat = (): void => this.#inBackground(this.#heartbeat());
    this.#stopHeartbeat = this.#options.timers.every(HEARTBEAT_MS, beat);
  }

  /** Reads the font at the first call, which takes a moment. */
  async #draw(): Promise<void> {
    const font = await this.#options.font().catch(() => undefined);
    const content = this.#content;
    if (this.#closing || content === undefined) return;
    const wallMs = this.#options.timers.wallNow();
    this.#drawnMinute = minuteOf(wallMs);
    const clock = clockText(content.language, wallMs);
    const monitors = await Promise.all(this.#layers.map((layer) => layer.draw(font, content, clock)));
    await this.#connection.sync();
    this.#options.onDrawn(Math.min(...monitors));
  }

  #hear(event: x11.XEvent): void {
    const { root, randr } = this.#connection;
    if (this.#closing) return;
    const subject = event.name === 'ConfigureNotify' ? event.wid1 : event.wid;
    const randrEvent = randr !== undefined && event.type >= randr.firstEvent && event.type <= randr.firstEvent + 1;
    if (event.name === 'ConfigureNotify' && subject === root) {
      for (const layer of this.#layers) layer.resize(event.width ?? 0, event.height ?? 0);
    }
    if (randrEvent || subject === root) this.#inBackground(this.#followMonitors());
    else if (subject !== undefined) this.#answer(event, subject);
  }

  #answer(event: x11.XEvent, subject: number): void {
    const own = this.#layers.find((layer) => layer.window === subject || layer.parent === subject);
    if (own === undefined) {
      this.#answerOther(event, subject);
    } else if (event.name === 'DestroyNotify' || event.name === 'UnmapNotify') {
      this.#inBackground(this.#repair());
    } else if (event.name === 'VisibilityNotify' && event.state !== VISIBILITY_UNOBSCURED) {
      own.raise();
    }
  }

  #answerOther(event: x11.XEvent, subject: number): void {
    if (!RAISING_EVENTS.has(event.name)) {
      // Whoever held the input may be gone.
      if (!this.#grab.held) this.#inBackground(this.#grab.hold());
      return;
    }
    const above = event.name === 'ConfigureNotify' ? event.aboveSibling : undefined;
    const onRoot = event.wid === this.#connection.root || event.event === this.#connection.root;
    if (!onRoot || this.#contest.raised(subject, above, this.#layers[0]?.window)) this.#raiseSoon();
  }

  /** At once, but not more often than the eye can see, however often somebody else raises himself. */
  #raiseSoon(): void {
    if (this.#cancelRaise !== undefined) return;
    for (const layer of this.#layers) layer.raise();
    this.#cancelRaise = this.#options.timers.after(RAISE_AGAIN_MS, () => {
      this.#cancelRaise = undefined;
      if (!this.#closing) for (const layer of this.#layers) layer.raise();
    });
  }

  /** A person who comes back to a dark screen is to see why it does not open. */
  #wakeScreen(): void {
    const { client, dpms } = this.#connection;
    client.ForceScreenSaver(false);
    dpms?.ForceLevel(DPMS_ON);
  }

  /** Brings back what somebody destroyed or unmapped. */
  async #repair(): Promise<void> {
    for (const layer of this.#layers) {
      const condition = await layer.condition();
      if (this.#closing || this.#content === undefined) return;
      if (condition === 'hidden') layer.map();
      if (condition !== 'gone') continue;
      await layer.create(this.#content, this.#before);
      this.#inBackground(this.#draw());
    }
    this.#takeFocus();
    await this.#grab.hold();
  }

  async #followMonitors(): Promise<void> {
    const outdated = await Promise.all(this.#layers.map((layer) => layer.outdated()));
    const minute = minuteOf(this.#options.timers.wallNow());
    if (outdated.includes(true) || minute !== this.#drawnMinute) await this.#draw();
  }

  /** What no event told: a lost grab, a moved focus, a monitor more, a minute more. */
  async #heartbeat(): Promise<void> {
    await this.#keepFocus();
    await this.#repair();
    if (this.#closing) return;
    for (const layer of this.#layers) layer.raise();
    await this.#followMonitors();
  }

  /** A window that took the focus meanwhile is the one that gets it at the end. */
  async #keepFocus(): Promise<void> {
    const { client, ask } = this.#connection;
    const { focus } = await ask<{ focus: number }>((done) => client.GetInputFocus(done));
    if (this.#closing || focus === REVERT_TO_NONE || this.#layers.some((layer) => layer.window === focus)) return;
    this.#before = { ...this.#before, focus };
    await Promise.all(this.#layers.map((layer) => writeTag(this.#connection, layer.window, this.#before)));
  }

  /** Without a holder of the grabs, in the moment between two processes, keys go here or nowhere. */
  #takeFocus(): void {
    const top = this.#layers.at(-1);
    if (top !== undefined) this.#connection.client.SetInputFocus(top.window, REVERT_TO_NONE);
  }

  /** Fails only when the server is gone, which ends the whole process. */
  #inBackground(work: Promise<void>): void {
    work.catch(() => undefined);
  }
}

function minuteOf(epochMs: number): number {
  return Math.floor(epochMs / 60_000);
}
