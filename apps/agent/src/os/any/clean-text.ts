/** Makes text from firmware, packages and users fit to be sent: no control characters, no surrounding blanks, bounded. */

const lastControlCharacter = 0x1f;
const deleteCharacter = 0x7f;

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code <= lastControlCharacter || code === deleteCharacter;
}

/** At most `maxLength` UTF-16 units, never half a character. */
export function cleanText(text: string | null | undefined, maxLength = 500): string {
  if (text === null || text === undefined) return '';
  const clean = [...text].filter((character) => !isControl(character)).join('');
  const trimmed = clean.trim();
  if (trimmed.length <= maxLength) return trimmed;
  const cut = trimmed.slice(0, maxLength);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
