/** Whose session is on the screen, and whether it is locked, as the kernel's registry (`ioreg`) tells. */
import type { Sources } from '../posix/sources.ts';

export interface ConsoleSession {
  readonly userId: number;
  readonly locked: boolean;
}

/** Of people; the login window has a smaller one, or none. */
const firstPerson = 501;

/** `null`: nobody has logged on at the screen. Sessions behind another one are not on it. */
export function parseConsoleSession(text: string): ConsoleSession | null {
  const sessions = /"IOConsoleUsers" = \((.*)\)/.exec(text)?.[1]?.split('},{') ?? [];
  const shown = sessions.find((session) => session.includes('"kCGSSessionOnConsoleKey"=Yes'));
  const userId = Number(/"kCGSSessionUserIDKey"=(\d+)/.exec(shown ?? '')?.[1] ?? 0);
  // The key of the lock is there only while it stands.
  return userId < firstPerson ? null : { userId, locked: shown?.includes('"CGSSessionScreenIsLocked"=Yes') === true };
}

/** @throws when the registry does not answer */
export async function readConsoleSession({ run }: Pick<Sources, 'run'>): Promise<ConsoleSession | null> {
  const text = await run('ioreg', ['-n', 'Root', '-d1', '-w0']);
  if (text === null) throw new Error('ioreg does not answer');
  return parseConsoleSession(text);
}
