/**
 * Starts the process of the lock screen in somebody's session, with the rights of root: whoever sits there can neither end nor trace it.
 * `launchctl asuser` gives it the bootstrap namespace and the audit session of that account, and leaves it its credentials (launchctl(1)).
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Places } from '../places.ts';
import type { StartCover } from './own-cover.ts';

export function coverCommand(
  { ownCommand, screenFile, fontFile }: Pick<Places, 'ownCommand' | 'screenFile' | 'fontFile'>,
  userId: number,
  since: number,
): readonly [string, ...string[]] {
  const show = ['lock-screen', '--state', screenFile, '--font', fontFile, '--since', String(since)];
  return ['launchctl', 'asuser', String(userId), ...ownCommand, ...show];
}

/** @param command another one, in tests */
export function createStartCover(places: Places, command: typeof coverCommand = coverCommand): StartCover {
  return (userId, since, listener) => {
    const [program, ...args] = command(places, userId, since);
    const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' });
    child.on('error', () => listener.ended());
    child.on('exit', () => listener.ended());
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => listener.line(line));
    return {
      writeLine: (line) => void child.stdin.write(`${line}\n`),
      release() {
        child.stdin.end();
        child.unref();
      },
    };
  };
}
