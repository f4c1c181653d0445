// Texts that people wrote, made fit for the screen: no control characters, nothing that turns the direction, not without end.

const MAX_PARAGRAPHS = 12;
const MAX_CHARACTERS = 600;

/** Paragraphs in their order; blank lines at both ends are left out. */
export function paragraphsOf(text: string): string[] {
  const paragraphs = text.slice(0, MAX_CHARACTERS).split(/\r\n?|[\n\u2028\u2029\v\f]/);
  return trimBlank(paragraphs.map(cleanLine)).slice(0, MAX_PARAGRAPHS);
}

/** One line: control and format characters (also those that reverse what follows) are gone, spaces are single. */
export function cleanLine(text: string): string {
  const plain = text.normalize('NFC').replace(/[\t\r\n\v\f\u2028\u2029]/g, ' ');
  const visible = plain.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '');
  return visible.replace(/ {2,}/g, ' ').trim().slice(0, MAX_CHARACTERS);
}

function trimBlank(paragraphs: readonly string[]): string[] {
  const first = paragraphs.findIndex((paragraph) => paragraph !== '');
  const last = paragraphs.findLastIndex((paragraph) => paragraph !== '');
  return first < 0 ? [] : paragraphs.slice(first, last + 1);
}
