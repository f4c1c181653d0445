/** Names of files against a pattern of `*` and `?`: in time that grows with their lengths only, whatever the pattern. Pure. */

/** Case counts, as it does in the file systems of Linux. `?` is one character, not one byte. */
export function matchesGlob(name: string, pattern: string): boolean {
  const text = [...name];
  const marks = [...pattern];
  let at = 0;
  let mark = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    if (marks[mark] === '*') {
      star = mark;
      starAt = at;
      mark += 1;
    } else if (mark < marks.length && (marks[mark] === '?' || marks[mark] === text[at])) {
      at += 1;
      mark += 1;
    } else if (star >= 0) {
      // The last star takes one character more; nothing before it needs to be looked at again.
      starAt += 1;
      at = starAt;
      mark = star + 1;
    } else return false;
  }
  while (marks[mark] === '*') mark += 1;
  return mark === marks.length;
}
