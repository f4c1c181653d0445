/**
 * What macOS itself shows on its lock screen and on its log-on screen while the Mac is locked: the policy's message and the telephone number. What an
 * administrator had written there comes back afterwards (Apple, Login Window payload, LoginwindowText).
 */
import { readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '../../any/whole-file.ts';
import type { Sources } from '../../posix/sources.ts';

export interface LoginText {
  /** Blank: what stands there stays. */
  show(text: string): Promise<void>;
  restore(): Promise<void>;
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
  let last: Promise<void> = Promise.resolve();
  /** One after the other, and none of them in the way of a lock. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    last = last.then(act).catch(() => undefined);
    return last;
  };
  const write = (text: string | null) =>
    run('defaults', text === null ? ['delete', preferences, key] : ['write', preferences, key, '-string', text]);
  return {
    show: (text) =>
      inTurn(async () => {
        if (text === '') return;
        if (keptIn(file) === undefined) {
          const before = (await run('defaults', ['read', preferences, key]))?.replace(/\n$/, '') ?? null;
          writeWhole(file, JSON.stringify({ before }));
        }
        await write(text);
      }),
    restore: () =>
      inTurn(async () => {
        const before = keptIn(file);
        if (before === undefined) return;
        await write(before);
        rmSync(file, { force: true });
      }),
  };
}
