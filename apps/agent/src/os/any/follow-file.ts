/** Follows a log file over its rotations. */
import { unwatchFile, watchFile } from 'node:fs';
import { lastLines } from './log-file.ts';

const lookEveryMs = 500;

/** Lines that come while we look; never resolves. */
export function followFile(file: string, line: (text: string) => void): Promise<never> {
  let seen = lastLines(file, Number.MAX_SAFE_INTEGER).at(-1);
  watchFile(file, { interval: lookEveryMs }, () => {
    const lines = lastLines(file, Number.MAX_SAFE_INTEGER);
    const from = seen === undefined ? 0 : lines.lastIndexOf(seen) + 1;
    for (const text of lines.slice(from)) line(text);
    seen = lines.at(-1);
  });
  return new Promise(() => {
    process.once('exit', () => unwatchFile(file));
  });
}
