/** Draws what is wanted on the screens there are, and again when either changes, or the minute. */
import { clockText } from '../../any/drawing/clock-text.ts';
import type { ScreenContent } from '../../any/drawing/content.ts';
import type { TextFont } from '../../any/drawing/text-panel.ts';
import type { MacDesktop } from './desktop.ts';
import { pictureOf } from './picture.ts';

export function createDrawing(desktop: MacDesktop, font: TextFont, wallNow: () => number) {
  let drawnFor = '';
  return (content: ScreenContent): void => {
    const [screens, clock] = [desktop.screens(), clockText(content.language, wallNow())];
    const wanted = JSON.stringify([screens, clock, content]);
    if (wanted === drawnFor) return;
    desktop.cover(screens.map((screen) => ({ screen, picture: pictureOf(font, content, clock, screen) })));
    drawnFor = wanted;
  };
}
