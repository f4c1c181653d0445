// The texts on every monitor: small windows on the cover that the server repaints by itself. What has not changed is left as it is.

import { backgroundOf, type Colour, type ScreenContent } from '../../any/drawing/content.ts';
import { type ClockText, layOut, type PlacedBlock } from '../../any/drawing/layout.ts';
import { stripsOf } from '../../any/drawing/pixels.ts';
import { drawBlock, type TextFont } from '../../any/drawing/text-panel.ts';
import { monitorsOf } from './monitors.ts';
import type { XConnection } from './x-connection.ts';

const TEXT_COLOUR: Colour = { red: 0xff, green: 0xff, blue: 0xff };
const Z_PIXMAP = 2;

export interface Panels {
  /** Draws the texts on every monitor and calls `recolour` in the same breath; returns the number of monitors. */
  draw(font: TextFont, content: ScreenContent, clock: ClockText, recolour: () => void): Promise<number>;
  /** Whether the monitors are others than at the last drawing. */
  outdated(): Promise<boolean>;
}

export function createPanels(connection: XConnection, cover: number): Panels {
  const { client } = connection;
  /** By what is on them and where. */
  let windows = new Map<string, number>();
  let drawnFor: string | undefined;
  return {
    draw: async (font, content, clock, recolour) => {
      const monitors = await monitorsOf(connection);
      drawnFor = JSON.stringify(monitors);
      const placed = monitors.flatMap((monitor) => layOut(font, content, clock, monitor));
      const old = windows;
      const fresh = placed.flatMap((each) => {
        const key = JSON.stringify([content.screen, each]);
        const pixmap = old.has(key) ? undefined : paint(connection, cover, font, content, each);
        return { key, each, pixmap };
      });
      recolour();
      windows = new Map(
        fresh.map(({ key, each, pixmap }) => [
          key,
          pixmap === undefined ? (old.get(key) ?? 0) : place(connection, cover, each, pixmap),
        ]),
      );
      for (const [key, window] of old) if (!windows.has(key)) client.DestroyWindow(window);
      for (const { pixmap } of fresh) if (pixmap !== undefined) client.FreePixmap(pixmap);
      return monitors.length;
    },
    outdated: async () => drawnFor !== undefined && drawnFor !== JSON.stringify(await monitorsOf(connection)),
  };
}

function place({ client }: XConnection, cover: number, { block, x, y }: PlacedBlock, backgroundPixmap: number): number {
  const window = client.AllocID();
  client.CreateWindow(window, cover, x, y, block.width, block.height, 0, 0, 0, 0, { backgroundPixmap });
  client.MapWindow(window);
  return window;
}

/** The block as a picture on the server. */
function paint(
  { client, format, maxImageBytes }: XConnection,
  cover: number,
  font: TextFont,
  content: ScreenContent,
  { block }: PlacedBlock,
): number {
  const picture = drawBlock(font, block);
  const [pixmap, gc] = [client.AllocID(), client.AllocID()];
  client.CreatePixmap(pixmap, cover, format.depth, picture.width, picture.height);
  client.CreateGC(gc, pixmap, {});
  const background = backgroundOf(content.screen);
  for (const { top, rows, data } of stripsOf(picture, format, background, TEXT_COLOUR, maxImageBytes)) {
    client.PutImage(Z_PIXMAP, pixmap, gc, picture.width, rows, 0, top, 0, format.depth, data);
  }
  client.FreeGC(gc);
  return pixmap;
}
