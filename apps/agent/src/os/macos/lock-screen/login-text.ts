/**
 * What macOS itself shows on its lock screen and on its log-on screen while the Mac is locked: the policy's message and the telephone number. What an
 * administrator had written there comes back afterwards (Apple, Login Window payload, LoginwindowText).
 */
import { readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '../../any/whole-file.ts';
import type { Sources } from '../../posix/sources.ts';

/** Each resolves with whether it came about, as far as the system tells. */
export interface LoginText {
  /** Blank: what stands there stays. */
  show(text: string): Promise<boolean>;
  restore(): Promise<boolean>;
}

const preferences = '/Library/Preferences/com.apple.loginwindow';
const key = 'LoginwindowText';

/** `undefined`: nothing is to be brought back. */
function keptIn(file: string): string | null | undefined {
  try {
    const { before } = JSON.parse(readFileSync(file, 'utf8')) as { before?: unknown };
    return before === null || typeof before === 'string' ? before : undefined;
  } catch {
    return undefined;
  }
}

/** @param file where what stood there is kept until it is back */
export function createLoginText({ run }: Pick<Sources, 'run'>, file: string): LoginText {
  let last: Promise<boolean> = Promise.resolve(true);
  /** One after the other, and none of them in the way of a lock. */
  const inTurn = (act: () => Promise<boolean>): Promise<boolean> => {
    last = last.then(act).catch(() => false);
    return last;
  };
  const read = async () => (await run('defaults', ['read', preferences, key]))?.replace(/\n$/, '') ?? null;
  /** Taken away, it is gone; written, something is there: how it is printed is not relied on. */
  async function write(text: string | null): Promise<boolean> {
    if (text === null) {
      await run('defaults', ['delete', preferences, key]);
      return (await read()) === null;
    }
    const written = await run('defaults', ['write', preferences, key, '-string', text]);
    return written !== null && (await read()) !== null;
  }
  return {
    show: (text) =>
      inTurn(async () => {
        if (text === '') return true;
        if (keptIn(file) === undefined) writeWhole(file, JSON.stringify({ before: await read() }));
        return write(text);
      }),
    /** What could not be put back is kept for the next time. */
    restore: () =>
      inTurn(async () => {
        const before = keptIn(file);
        if (before === undefined) return true;
        if (!(await write(before))) return false;
        rmSync(file, { force: true });
        return true;
      }),
  };
}
