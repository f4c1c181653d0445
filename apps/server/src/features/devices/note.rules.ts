/** How long a note is: half-width signs count one, full-width ones two, as the list's CSV counts them (N15). */

export const noteMaxWidth = 500;

/** ASCII, Latin-1 and half-width katakana are narrow; everything else is as wide as a kanji. */
function widthOfSign(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  return code <= 0xff || (code >= 0xff61 && code <= 0xff9f) ? 1 : 2;
}

export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += widthOfSign(sign);
  return width;
}
