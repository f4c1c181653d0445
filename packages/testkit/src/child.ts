/** A program of ours as a real process: its output, waiting for a line, stopping it by pid. */
import { type ChildProcess, spawn } from 'node:child_process';

export type Child = {
  pid: number;
  output(): string;
  /** Resolves with the match as soon as the output so far has one; rejects with the output when the process ends before, or in time. */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Resolves with the exit code, or null after a signal. */
  exited: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

const lastWordsMs = 2_000;

export type ChildOptions = { env?: Record<string, string | undefined>; cwd?: string; input?: string };

/** Starts `command`; the environment is this process's own with `options.env` over it (undefined removes). */
export function startChild(command: string, args: string[], options: ChildOptions = {}): Child {
  const env = { ...process.env, ...options.env };
  for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
  const child: ChildProcess = spawn(command, args, { cwd: options.cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  const listeners = new Set<() => void>();
  const heard = (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', heard);
  child.stderr?.on('data', heard);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      heard(Buffer.from(`${error}\n`));
      resolve(null);
    });
    child.once('exit', (code) => resolve(code));
  });
  // What it said last may come after its end; a process of its own that goes on may hold the pipe open.
  const fellSilent = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    exited.then(() => setTimeout(resolve, lastWordsMs));
  });

  const waitFor: Child['waitFor'] = (pattern, timeoutMs = 60_000) =>
    new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        act();
      };
      const look = () => {
        const match = pattern.exec(text);
        if (match !== null) end(() => resolve(match));
      };
      const timer = setTimeout(
        () => end(() => reject(new Error(`no ${pattern} within ${timeoutMs} ms in:\n${text}`))),
        timeoutMs,
      );
      listeners.add(look);
      Promise.all([exited, fellSilent]).then(([code]) =>
        end(() => reject(new Error(`ended (${code}) before ${pattern} in:\n${text}`))),
      );
      look();
    });

  const stop: Child['stop'] = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return { pid: child.pid ?? 0, output: () => text, waitFor, exited, stop };
}
