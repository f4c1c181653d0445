/**
 * A second way to our screen: a process of the person's own, which launchd starts with their session (a LaunchAgent, as Apple wants it), and again
 * when it is asked to. It shows what it reads in a file that everybody may read. Whoever sits there can end it: it counts as no cover.
 */
import { chmodSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScreenContent } from '../../any/drawing/content.ts';
import { desiredFile } from '../../any/drawing/desired-file.ts';
import { writeWhole } from '../../any/whole-file.ts';
import type { Sources } from '../../posix/sources.ts';

export interface SessionHelper {
  /** Whoever logs on from now on is shown this, at once. Called again and again. */
  prepare(screen: ScreenContent): Promise<void>;
  /** Starts it in the session of this account, where it does not run. */
  start(userId: number): Promise<void>;
  hide(): Promise<void>;
}

/** Of the LaunchAgent in the package (packages/installers/src/macos/payload.ts). */
export const sessionLabel = 'sekisho.agent.session';

async function replaceForEverybody(file: string, text: string): Promise<void> {
  writeWhole(file, text);
  chmodSync(path.dirname(file), 0o755);
  chmodSync(file, 0o644);
}

export function createSessionHelper(
  { run }: Pick<Sources, 'run'>,
  file: string,
  warn: (message: string, reason: string) => void,
): SessionHelper {
  const shared = desiredFile(file, { readFile, replaceFile: replaceForEverybody }, Date.now);
  let told: string | null = null;
  async function tell(screen: ScreenContent | null): Promise<void> {
    const text = JSON.stringify(screen);
    if (text === told) return;
    told = text;
    await (await shared.next(screen)).written.catch((error: unknown) => {
      told = null;
      warn('what the session is to show could not be left for it', String(error));
    });
  }
  return {
    prepare: tell,
    start: async (userId) => void (await run('launchctl', ['kickstart', `gui/${userId}/${sessionLabel}`])),
    hide: () => tell(null),
  };
}
