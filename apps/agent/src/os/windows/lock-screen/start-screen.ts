/** Starts a screen process in a session, and meets it on a pipe of its own that only SYSTEM and administrators, or whoever runs us, may open. */
import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { newPipeName } from '../meeting.ts';
import type { Places } from '../places.ts';
import type { StartScreen } from './session-screen.ts';

/** A process that has not come to the pipe in this time never will. */
const meetWithinMs = 10_000;

export interface StartScreenOptions {
  readonly places: Places;
  /** Of this process: screens in it are started as any other program. */
  readonly ownSession: number;
  /** Starts a command line in another session with our own rights. @throws when the system refuses */
  readonly startIn: (session: number, commandLine: string) => void;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

export function createStartScreen({ places, ownSession, startIn, log }: StartScreenOptions): StartScreen {
  const [program, ...first] = places.ownCommand;
  function launch(session: number, args: readonly string[]): void {
    if (session !== ownSession) {
      startIn(session, [program, ...args].map((part) => `"${part}"`).join(' '));
      return;
    }
    const child = spawn(program, [...args], { detached: true, stdio: 'ignore', windowsHide: true });
    child.on('error', (error) => log('lock-screen-not-started', { reason: error.message }));
    child.unref();
  }
  return (session, since, listener) => {
    const pipe = newPipeName();
    let socket: Socket | null = null;
    let waiting: string[] = [];
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      server.close();
      listener.ended();
    };
    const server = createServer((met) => {
      if (socket !== null) return void met.destroy();
      socket = met;
      clearTimeout(timer);
      met.on('error', () => undefined);
      met.on('close', end);
      createInterface({ input: met }).on('line', (line) => listener.line(line));
      for (const line of waiting) met.write(line);
      waiting = [];
    });
    const timer = setTimeout(end, meetWithinMs);
    server.on('error', end);
    server.listen(pipe, () => {
      try {
        const own = ['lock-screen', '--pipe', pipe, '--state', places.screenFile];
        launch(session, [...first, ...own, '--font', places.fontFile, '--since', String(since)]);
      } catch (error) {
        log('lock-screen-not-started', { reason: String(error) });
        setImmediate(end);
      }
    });
    return {
      writeLine(line) {
        if (socket === null) waiting.push(`${line}\n`);
        else socket.write(`${line}\n`);
      },
      release() {
        over = true;
        clearTimeout(timer);
        server.close();
        socket?.destroy();
      },
    };
  };
}
