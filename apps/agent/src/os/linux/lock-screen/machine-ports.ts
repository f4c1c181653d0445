// The lock screen's ports on a real machine: files, sockets, programs and screen processes.

import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { mkdir, open, readdir, readFile, readlink, rename } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { StateFiles } from '../../any/drawing/desired-file.ts';
import type { RunProgram } from './logind.ts';
import type { MachineFiles } from './machine-files.ts';
import type { StartScreenProcess } from './screen-process-port.ts';

const PROGRAM_TIMEOUT_MS = 5_000;
const PROBE_TIMEOUT_MS = 1_000;

export const machineFiles: MachineFiles = {
  readDirectory: (path) => readdir(path),
  readFile: (path) => readFile(path),
  readLink: (path) => readlink(path),
  isListening: (socketPath) =>
    new Promise((resolve) => {
      const socket = createConnection(socketPath);
      const answer = (listening: boolean): void => {
        socket.destroy();
        resolve(listening);
      };
      socket.setTimeout(PROBE_TIMEOUT_MS, () => answer(false));
      socket.on('connect', () => answer(true));
      socket.on('error', () => answer(false));
    }),
};

export const stateFiles: StateFiles = {
  readFile: (path) => readFile(path),
  replaceFile: async (path, text) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  },
};

/** Runs programs with the given environment. */
export function runProgramIn(environment: NodeJS.ProcessEnv): RunProgram {
  const run = promisify(execFile);
  return async (program, args) => {
    const { stdout } = await run(program, [...args], { env: environment, timeout: PROGRAM_TIMEOUT_MS });
    return stdout;
  };
}

/**
 * Starts screen processes as `command` followed by their arguments, in a process group and session of their own: what
 * ends the agent must not end them.
 */
export function screenProcesses(
  command: readonly [string, ...string[]],
  log: (text: string) => void,
): StartScreenProcess {
  const [program, ...first] = command;
  return (args, listener) => {
    let child: ChildProcessWithoutNullStreams;
    try {
      child = spawn(program, [...first, ...args], { detached: true, stdio: 'pipe' });
    } catch {
      // Some failures, such as a program that is being replaced just now, are thrown instead of told.
      setImmediate(() => listener.exited(1));
      return { writeLine: () => undefined, kill: () => undefined, release: () => undefined };
    }
    let exited = false;
    const exit = (code: number | null): void => {
      if (exited) return;
      exited = true;
      listener.exited(code);
    };
    child.on('error', () => exit(1));
    child.on('exit', exit);
    // Writing to a process that just died fails; its end is what counts.
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => listener.line(line));
    createInterface({ input: child.stderr }).on('line', log);
    return {
      writeLine: (line) => {
        child.stdin.write(`${line}\n`);
      },
      kill: () => {
        child.kill('SIGKILL');
      },
      release: () => {
        child.unref();
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      },
    };
  };
}

/** logind waits for as long as `systemd-inhibit` runs, some seconds at most; where there is none, sleep waits for nobody. */
export function sleepDelays(environment: NodeJS.ProcessEnv): () => () => void {
  const who = ['--who=Sekisho', '--why=The lock screen is coming up'];
  return () => {
    try {
      const args = ['--what=sleep', '--mode=delay', ...who, 'cat'];
      const child = spawn('systemd-inhibit', args, { env: environment, stdio: ['pipe', 'ignore', 'ignore'] });
      child.on('error', () => undefined);
      child.stdin.on('error', () => undefined);
      return () => void child.stdin.end();
    } catch {
      return () => undefined;
    }
  };
}
