// The window that covers every monitor of one X display and keeps itself on top until it is told to go.

import type x11 from 'x11';
import { backgroundOf, type ScreenContent } from './content.ts';
import { createContest } from './contest.ts';
import { createInputGrab, type InputGrab } from './input-grab.ts';
import { createPanels, type Panels } from './panels.ts';
import { pixelOf } from './pixels.ts';
import { findTagged, readTag, type TaggedWindow, writeTag } from './tag.ts';
import type { TextFont } from './text-panel.ts';
import type { Timers } from './timers.ts';
import type { XConnection } from './x-connection.ts';

/** Larger than any screen, so that a monitor plugged in later is covered from its first moment on. */
const COVER_SIZE = 16_384;
const HEARTBEAT_MS = 1_000;

const STRUCTURE_NOTIFY = 0x20000;
const SUBSTRUCTURE_NOTIFY = 0x80000;
const VISIBILITY_CHANGE = 0x10000;
const KEYS_AND_BUTTONS = 0x1 | 0x2 | 0x4 | 0x8;
const RETAIN_PERMANENT = 1;
const DESTROY_ALL = 0;
const REVERT_TO_NONE = 0;
const REVERT_TO_POINTER_ROOT = 1;
const VISIBILITY_UNOBSCURED = 0;
const MAP_STATE_VIEWABLE = 2;
const RANDR_ALL_NOTIFICATIONS = 15;

export interface Cover {
  /** Covers, or changes what is shown; resolves when the server has done it. The text may follow when the font is read. */
  show(content: ScreenContent): Promise<void>;
  /** Gives the desktop back, as it was. */
  hide(): Promise<void>;
}

export interface CoverOptions {
  readonly connection: XConnection;
  readonly timers: Timers;
  readonly font: () => Promise<TextFont>;
  /** Use the compositor's overlay window where the server has one: nothing can be raised above it. */
  readonly useOverlay: boolean;
  readonly onInput: (held: boolean) => void;
  readonly onDrawn: (monitors: number) => void;
}

export async function createCover(options: CoverOptions): Promise<Cover> {
  const { connection } = options;
  const parent = await parentWindow(connection, options.useOverlay);
  const cursor = createBlankCursor(connection);
  return new XCover(options, parent, cursor);
}

/** Removes what a killed lock screen left on the display, and ends one that still runs there. */
export async function sweep(connection: XConnection): Promise<void> {
  const parent = await parentWindow(connection, true);
  const left = await findTagged(connection, [connection.root, parent]);
  if (left.length > 0) restoreFocus(connection, await focusBehind(connection, left));
  for (const { id } of left) killClient(connection, id);
  releaseOverlay(connection, parent);
  await connection.sync();
}

class XCover implements Cover {
  readonly #options: CoverOptions;
  readonly #connection: XConnection;
  readonly #parent: number;
  readonly #grab: InputGrab;
  readonly #contest: ReturnType<typeof createContest>;
  #panels: Panels | undefined;
  #window = 0;
  #content: ScreenContent | undefined;
  #focus = REVERT_TO_POINTER_ROOT;
  #stopHeartbeat: (() => void) | undefined;
  #closing = false;

  constructor(options: CoverOptions, parent: number, cursor: number) {
    this.#options = options;
    this.#connection = options.connection;
    this.#parent = parent;
    const { connection, timers } = options;
    const onChange = options.onInput;
    this.#grab = createInputGrab({ connection, window: () => this.#window, cursor, timers, onChange });
    this.#contest = createContest(connection.client, timers);
  }

  async show(content: ScreenContent): Promise<void> {
    const first = this.#content === undefined;
    this.#content = content;
    if (first) {
      await this.#open();
      void this.#draw().catch(() => undefined);
    } else {
      await this.#draw();
    }
  }

  async hide(): Promise<void> {
    const { client } = this.#connection;
    this.#closing = true;
    this.#stopHeartbeat?.();
    if (this.#content === undefined) return;
    this.#grab.release();
    restoreFocus(this.#connection, this.#focus);
    this.#contest.giveBack();
    client.DestroyWindow(this.#window);
    releaseOverlay(this.#connection, this.#parent);
    client.SetCloseDownMode(DESTROY_ALL);
    await this.#connection.sync();
  }

  async #open(): Promise<void> {
    const { client, root, randr } = this.#connection;
    const old = await findTagged(this.#connection, [root, this.#parent]);
    this.#focus = await focusBehind(this.#connection, old);
    this.#listen();
    client.ChangeWindowAttributes(root, { eventMask: STRUCTURE_NOTIFY | SUBSTRUCTURE_NOTIFY });
    if (this.#parent !== root) {
      client.ChangeWindowAttributes(this.#parent, { eventMask: STRUCTURE_NOTIFY | SUBSTRUCTURE_NOTIFY });
    }
    randr?.SelectInput(root, RANDR_ALL_NOTIFICATIONS);
    await this.#createWindow();
    // From here on the window stays on the server even when this process is killed.
    client.SetCloseDownMode(RETAIN_PERMANENT);
    await this.#connection.sync();
    // The old lock screen gives way in the same instant in which this one takes the input: no key can slip between.
    client.GrabServer();
    for (const { id } of old) killClient(this.#connection, id);
    client.SetInputFocus(this.#window, REVERT_TO_NONE);
    const taken = this.#grab.take();
    client.UngrabServer();
    if (!(await taken)) void this.#grab.hold();
    const beat = (): void => void this.#heartbeat().catch(() => undefined);
    this.#stopHeartbeat = this.#options.timers.every(HEARTBEAT_MS, beat);
  }

  async #createWindow(): Promise<void> {
    const connection = this.#connection;
    const { client } = connection;
    const window = client.AllocID();
    this.#window = window;
    this.#panels = createPanels(connection, window);
    client.CreateWindow(window, this.#parent, 0, 0, COVER_SIZE, COVER_SIZE, 0, 0, 0, 0, {
      backgroundPixel: this.#backgroundPixel(),
      overrideRedirect: true,
      eventMask: STRUCTURE_NOTIFY | VISIBILITY_CHANGE | KEYS_AND_BUTTONS,
    });
    client.MapWindow(window);
    client.RaiseWindow(window);
    await writeTag(connection, window, this.#focus);
  }

  #backgroundPixel(): number {
    const kind = this.#content?.screen ?? 'timer';
    return pixelOf(this.#connection.format, backgroundOf(kind));
  }

  /** Changes background and text together. Reads the font at the first call, which takes a moment. */
  async #draw(): Promise<void> {
    const { client } = this.#connection;
    const content = this.#content;
    const panels = this.#panels;
    if (content === undefined || panels === undefined) return;
    const recolour = (): void => {
      client.ChangeWindowAttributes(this.#window, { backgroundPixel: this.#backgroundPixel() });
      client.ClearArea(this.#window, 0, 0, 0, 0, false);
    };
    const font = await this.#options.font().catch(() => undefined);
    if (this.#closing || content !== this.#content || panels !== this.#panels) return;
    if (font === undefined) recolour();
    else this.#options.onDrawn(await panels.draw(font, content, recolour));
    await this.#connection.sync();
  }

  #listen(): void {
    const { randr } = this.#connection;
    this.#connection.onEvent((event) => {
      if (this.#closing) return;
      const randrEvent = randr !== undefined && event.type >= randr.firstEvent && event.type <= randr.firstEvent + 1;
      if (randrEvent) void this.#redrawMonitors().catch(() => undefined);
      else this.#answer(event);
    });
  }

  #answer(event: x11.XEvent): void {
    const { client, root } = this.#connection;
    const subject = event.name === 'ConfigureNotify' ? event.wid1 : event.wid;
    const own = subject === this.#window;
    if (event.name === 'ConfigureNotify' && subject === root) void this.#redrawMonitors().catch(() => undefined);
    else if (own && event.name === 'DestroyNotify') void this.#rebuild().catch(() => undefined);
    else if (event.name === 'UnmapNotify' && (own || subject === this.#parent)) void this.#remap();
    else if (own && event.name === 'VisibilityNotify' && event.state !== VISIBILITY_UNOBSCURED) {
      client.RaiseWindow(this.#window);
    } else if (!own && subject !== undefined && RAISING_EVENTS.has(event.name ?? '')) {
      client.RaiseWindow(this.#window);
      if (this.#parent === root) this.#contest.raised(subject);
    }
  }

  async #remap(): Promise<void> {
    const { client, root } = this.#connection;
    if (this.#parent !== root) client.MapWindow(this.#parent);
    client.MapWindow(this.#window);
    client.RaiseWindow(this.#window);
    await this.#grab.hold();
  }

  /** Somebody destroyed our window: a new one, at once. */
  async #rebuild(): Promise<void> {
    await this.#createWindow();
    this.#connection.client.SetInputFocus(this.#window, REVERT_TO_NONE);
    await this.#grab.hold();
    await this.#draw();
  }

  async #redrawMonitors(): Promise<void> {
    const content = this.#content;
    if (content === undefined || !(await this.#panels?.outdated())) return;
    await this.#draw();
  }

  /** What no event told: a lost grab, a moved focus, a monitor more. */
  async #heartbeat(): Promise<void> {
    const { client, ask } = this.#connection;
    const attributes = await ask<{ mapState: number }>((done) => client.GetWindowAttributes(this.#window, done)).catch(
      () => undefined,
    );
    if (this.#closing) return;
    if (attributes === undefined) await this.#rebuild();
    else if (attributes.mapState !== MAP_STATE_VIEWABLE) await this.#remap();
    client.RaiseWindow(this.#window);
    await this.#keepFocus();
    await this.#redrawMonitors();
    await this.#grab.hold();
  }

  async #keepFocus(): Promise<void> {
    const { client, ask } = this.#connection;
    const { focus } = await ask<{ focus: number }>((done) => client.GetInputFocus(done));
    if (this.#closing || focus === this.#window) return;
    if (focus !== REVERT_TO_NONE) {
      this.#focus = focus;
      await writeTag(this.#connection, this.#window, focus);
    }
    client.SetInputFocus(this.#window, REVERT_TO_NONE);
  }
}

const RAISING_EVENTS: ReadonlySet<string> = new Set([
  'MapNotify',
  'ConfigureNotify',
  'CirculateNotify',
  'ReparentNotify',
]);

async function parentWindow({ composite, ask, root }: XConnection, useOverlay: boolean): Promise<number> {
  if (composite === undefined || !useOverlay) return root;
  return ask<number>((done) => composite.GetOverlayWindow(root, done)).catch(() => root);
}

function releaseOverlay({ composite, root }: XConnection, parent: number): void {
  if (parent !== root) composite?.ReleaseOverlayWindow(root);
}

/** Twice: the first throws out a client that still runs, the second removes the windows that it left on purpose. */
function killClient({ client }: XConnection, resource: number): void {
  client.KillClient(resource);
  client.KillClient(resource);
}

/** The window that had the keyboard before any lock screen did. */
async function focusBehind(connection: XConnection, locks: readonly TaggedWindow[]): Promise<number> {
  const { client, ask } = connection;
  const { focus } = await ask<{ focus: number }>((done) => client.GetInputFocus(done));
  const taken = focus === REVERT_TO_NONE || locks.some((lock) => lock.id === focus);
  const [first] = locks;
  if (!taken) return focus;
  return first === undefined
    ? REVERT_TO_POINTER_ROOT
    : ((await readTag(connection, first.id)) ?? REVERT_TO_POINTER_ROOT);
}

function restoreFocus({ client }: XConnection, focus: number): void {
  // First to the pointer's window: the second request fails when the window is gone meanwhile.
  client.SetInputFocus(REVERT_TO_POINTER_ROOT, REVERT_TO_POINTER_ROOT);
  if (focus > REVERT_TO_POINTER_ROOT) client.SetInputFocus(focus, REVERT_TO_POINTER_ROOT);
}

function createBlankCursor({ client, root }: XConnection): number {
  const [pixmap, cursor] = [client.AllocID(), client.AllocID()];
  const black: x11.Rgb = { R: 0, G: 0, B: 0 };
  client.CreatePixmap(pixmap, root, 1, 1, 1);
  const gc = client.AllocID();
  client.CreateGC(gc, pixmap, { foreground: 0 });
  client.PutImage(2, pixmap, gc, 1, 1, 0, 0, 0, 1, Buffer.alloc(4));
  client.FreeGC(gc);
  client.CreateCursor(cursor, pixmap, pixmap, black, black, 0, 0);
  client.FreePixmap(pixmap);
  return cursor;
}
