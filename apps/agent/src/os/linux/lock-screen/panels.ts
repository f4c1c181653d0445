// The text at the bottom right of every monitor: small windows on the cover that the server repaints by itself.

import { backgroundOf, type Colour, type ScreenContent } from './content.ts';
import { type Monitor, monitorsOf } from './monitors.ts';
import { type Coverage, stripsOf } from './pixels.ts';
import { drawPanel, panelSizeFor, type TextFont } from './text-panel.ts';
import type { XConnection } from './x-connection.ts';

const TEXT_COLOUR: Colour = { red: 0xff, green: 0xff, blue: 0xff };
const Z_PIXMAP = 2;
/** Margin between text and the edges of the monitor, as a share of the title's size. */
const MARGIN_SHARE = 0.6;

export interface Panels {
  /** Draws the text on every monitor and calls `recolour` in the same breath; returns the number of monitors. */
  draw(font: TextFont, content: ScreenContent, recolour: () => void): Promise<number>;
  /** Whether the monitors are others than at the last drawing. */
  outdated(): Promise<boolean>;
}

interface Painted {
  readonly pixmap: number;
  readonly width: number;
  readonly height: number;
}

export function createPanels(connection: XConnection, cover: number): Panels {
  const { client } = connection;
  let windows: number[] = [];
  let drawnFor: string | undefined;
  return {
    draw: async (font, content, recolour) => {
      const monitors = await monitorsOf(connection);
      drawnFor = JSON.stringify(monitors);
      const painted = monitors.map((monitor) => paint(connection, cover, font, content, monitor));
      recolour();
      const old = windows;
      windows = monitors.map((monitor, index) => place(connection, cover, monitor, painted[index]));
      for (const window of old) client.DestroyWindow(window);
      for (const picture of painted) client.FreePixmap(picture.pixmap);
      return monitors.length;
    },
    outdated: async () => drawnFor !== undefined && drawnFor !== JSON.stringify(await monitorsOf(connection)),
  };
}

function place({ client }: XConnection, cover: number, monitor: Monitor, picture: Painted | undefined): number {
  const window = client.AllocID();
  if (picture === undefined) return window;
  const margin = Math.round(panelSizeFor(monitor.width, monitor.height).titlePx * MARGIN_SHARE);
  const x = Math.max(monitor.x, monitor.x + monitor.width - margin - picture.width);
  const y = Math.max(monitor.y, monitor.y + monitor.height - margin - picture.height);
  client.CreateWindow(window, cover, x, y, picture.width, picture.height, 0, 0, 0, 0, {
    backgroundPixmap: picture.pixmap,
  });
  client.MapWindow(window);
  return window;
}

function paint(
  connection: XConnection,
  cover: number,
  font: TextFont,
  content: ScreenContent,
  monitor: Monitor,
): Painted {
  const { client, format, maxImageBytes } = connection;
  const size = panelSizeFor(monitor.width, monitor.height);
  const margins = Math.round(size.titlePx * MARGIN_SHARE) * 2;
  const picture: Coverage = drawPanel(font, content, { ...size, maxWidthPx: Math.max(1, monitor.width - margins) });
  const [pixmap, gc] = [client.AllocID(), client.AllocID()];
  client.CreatePixmap(pixmap, cover, format.depth, picture.width, picture.height);
  client.CreateGC(gc, pixmap, {});
  const background = backgroundOf(content.screen);
  for (const { top, rows, data } of stripsOf(picture, format, background, TEXT_COLOUR, maxImageBytes)) {
    client.PutImage(Z_PIXMAP, pixmap, gc, picture.width, rows, 0, top, 0, format.depth, data);
  }
  client.FreeGC(gc);
  return { pixmap, width: picture.width, height: picture.height };
}
