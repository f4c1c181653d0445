/** The ways to lock the session that is on the screen. Each leaves its programs running. */
import path from 'node:path';
import { loadKoffi, type OwnProgram } from '../any/koffi.ts';
import type { Sources } from '../posix/sources.ts';
import { koffiFile } from './peer.ts';
import { resolvePlaces } from './places.ts';

/** Until macOS 12. */
const userSwitcher = '/System/Library/CoreServices/Menu Extras/User.menu/Contents/Resources/CGSession';
const loginFramework = '/System/Library/PrivateFrameworks/login.framework/Versions/Current/login';

/** As if the user had started it: in the session that draws, with the rights of the account. */
const inSession = (userId: number, command: readonly string[]) => [
  'asuser',
  String(userId),
  'sudo',
  '-u',
  `#${userId}`,
  ...command,
];

/** The last one only puts the display to sleep, which locks where the account is set to ask for its password at once. */
export function lockWays({ run }: Pick<Sources, 'run'>, ownCommand: OwnProgram['ownCommand']) {
  return [
    (userId: number) => run('launchctl', inSession(userId, [...ownCommand, 'lock-screen'])),
    (userId: number) => run('launchctl', inSession(userId, [userSwitcher, '-suspend'])),
    () => run('pmset', ['displaysleepnow']),
  ];
}

/**
 * `lock-screen`: locks the session it is started in, as Ctrl-Cmd-Q does. Apple documents no call for it; this is the one that tools have used
 * for years. Whether it did anything is seen in the registry.
 */
export function lockThisSession(): number {
  const script = path.resolve(process.argv[1] ?? '');
  const program = resolvePlaces({}, { environment: {}, executable: process.execPath, script });
  const lock = loadKoffi(program, koffiFile).load(loginFramework).func('int SACLockScreenImmediate(void)');
  return lock() === 0 ? 0 : 1;
}
