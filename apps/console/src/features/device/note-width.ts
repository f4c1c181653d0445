/** Length of a note in half-width characters, a full-width one counting two (備考: 500). Pure. */

export const noteMaxWidth = 500;

/** ASCII and half-width katakana count one, everything else two; a character outside the BMP counts as one character. */
export function noteWidth(note: string): number {
  let width = 0;
  for (const character of note) {
    const code = character.codePointAt(0) ?? 0;
    width += code <= 0x7e || (code >= 0xff61 && code <= 0xff9f) ? 1 : 2;
  }
  return width;
}
