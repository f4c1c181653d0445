// Breaks a paragraph into rows of a given width: between words, and between Japanese characters by their rules of line ends.

/** What must not begin a row: closing signs, small kana, the long-vowel sign, repetition marks. */
const NOT_FIRST = new Set(
  '、。,.，．・:;：；?!？！）)]］}｝」』】〉》〕〗’”％%‰ーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎゕゖｧｨｩｪｫｯｬｭｮｰ々〻ゝゞヽヾ〜～…‥',
);
/** What must not end a row. */
const NOT_LAST = new Set('（([［{｛「『【〈《〔〖‘“￥$＄〒№＃#');
const WIDE = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;

/** Rows no wider than `room`; a word that is wider than a whole row is cut. */
export function breakLines(text: string, room: number, widthOf: (text: string) => number): string[] {
  const rows: string[] = [];
  let row = '';
  let width = 0;
  const next = (): void => {
    if (row.trim() !== '') rows.push(row.trimEnd());
    row = '';
    width = 0;
  };
  for (const piece of piecesOf(text)) {
    const pieceWidth = widthOf(piece);
    if (row !== '' && width + widthOf(piece.trimEnd()) > room) next();
    if (row === '' && piece.trim() === '') continue;
    if (pieceWidth <= room) {
      row += piece;
      width += pieceWidth;
      continue;
    }
    for (const character of piece) {
      const characterWidth = widthOf(character);
      if (row !== '' && width + characterWidth > room) next();
      row += character;
      width += characterWidth;
    }
  }
  next();
  return rows.length === 0 ? [''] : rows;
}

/** What stays together: a word with the space after it, or a Japanese character with the signs that belong to it. */
function piecesOf(text: string): string[] {
  const characters = [...text];
  const pieces: string[] = [];
  for (const [index, character] of characters.entries()) {
    const before = characters[index - 1];
    if (before === undefined || mayBreakBetween(before, character)) pieces.push(character);
    else pieces[pieces.length - 1] += character;
  }
  return pieces;
}

function mayBreakBetween(before: string, after: string): boolean {
  if (after === ' ' || NOT_FIRST.has(after) || NOT_LAST.has(before)) return false;
  return before === ' ' || before === '-' || WIDE.test(before) || WIDE.test(after);
}
