// One covering window: either among the other windows of the display or in the compositor's overlay above all of them.

import { backgroundOf, type ScreenContent } from '../../any/drawing/content.ts';
import type { ClockText } from '../../any/drawing/layout.ts';
import { pixelOf } from '../../any/drawing/pixels.ts';
import type { TextFont } from '../../any/drawing/text-panel.ts';
import { createPanels, type Panels } from './panels.ts';
import { type Before, writeTag } from './tag.ts';
import type { XConnection } from './x-connection.ts';

const STRUCTURE_NOTIFY = 0x20000;
const VISIBILITY_CHANGE = 0x10000;
const KEYS_AND_BUTTONS = 0x1 | 0x2 | 0x4 | 0x8;
const MAP_STATE_VIEWABLE = 2;
/** Larger than any screen, so that a monitor plugged in later is covered from its first moment on. */
const OVERSIZE = 16_384;

export interface LayerOptions {
  readonly connection: XConnection;
  readonly parent: number;
  /** Not for a window that a compositor keeps a picture of: the picture would take a gigabyte. */
  readonly oversize: boolean;
}

export class Layer {
  readonly #connection: XConnection;
  readonly #oversize: boolean;
  readonly parent: number;
  #panels: Panels | undefined;
  #size: { width: number; height: number };
  window = 0;

  constructor({ connection, parent, oversize }: LayerOptions) {
    this.#connection = connection;
    this.#oversize = oversize;
    this.#size = oversize ? { width: OVERSIZE, height: OVERSIZE } : connection.rootSize;
    this.parent = parent;
  }

  /** Makes the window and maps it over the others, in the colour of the screen. */
  async create(content: ScreenContent, before: Before): Promise<void> {
    const { client } = this.#connection;
    const window = client.AllocID();
    this.window = window;
    this.#panels = createPanels(this.#connection, window);
    const { width, height } = this.#size;
    client.CreateWindow(window, this.parent, 0, 0, width, height, 0, 0, 0, 0, {
      backgroundPixel: this.#backgroundPixel(content),
      overrideRedirect: true,
      eventMask: STRUCTURE_NOTIFY | VISIBILITY_CHANGE | KEYS_AND_BUTTONS,
    });
    this.map();
    await writeTag(this.#connection, window, before);
  }

  map(): void {
    const { client, root } = this.#connection;
    if (this.parent !== root) client.MapWindow(this.parent);
    client.MapWindow(this.window);
    this.raise();
  }

  raise(): void {
    this.#connection.client.RaiseWindow(this.window);
  }

  destroy(): void {
    this.#connection.client.DestroyWindow(this.window);
  }

  /** The root window changed its size. */
  resize(width: number, height: number): void {
    if (this.#oversize || (width === this.#size.width && height === this.#size.height)) return;
    this.#size = { width, height };
    this.#connection.client.ResizeWindow(this.window, width, height);
  }

  /** Changes background and text together; without a font only the background. Returns the number of monitors. */
  async draw(font: TextFont | undefined, content: ScreenContent, clock: ClockText): Promise<number> {
    const recolour = (): void => {
      const { client } = this.#connection;
      client.ChangeWindowAttributes(this.window, { backgroundPixel: this.#backgroundPixel(content) });
      client.ClearArea(this.window, 0, 0, 0, 0, false);
    };
    if (font !== undefined && this.#panels !== undefined) return this.#panels.draw(font, content, clock, recolour);
    recolour();
    return 0;
  }

  /** Whether the text stands where the monitors no longer are. */
  async outdated(): Promise<boolean> {
    return (await this.#panels?.outdated()) ?? false;
  }

  /** `gone` when somebody destroyed the window, `hidden` when somebody unmapped it or what it is in. */
  async condition(): Promise<'fine' | 'hidden' | 'gone'> {
    const { client, ask } = this.#connection;
    try {
      const found = await ask<{ mapState: number }>((done) => client.GetWindowAttributes(this.window, done));
      return found.mapState === MAP_STATE_VIEWABLE ? 'fine' : 'hidden';
    } catch {
      return 'gone';
    }
  }

  #backgroundPixel(content: ScreenContent): number {
    return pixelOf(this.#connection.format, backgroundOf(content.screen));
  }
}
