/** Runs a program to its end and returns what it said; the one place of the server that starts processes. */
import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** `null` when it could not be started or was ended by a signal. */
  readonly code: number | null;
  readonly output: string;
}

export interface ProgramOptions {
  readonly uid?: number;
  readonly gid?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Programs get neither our secrets nor what would steer PostgreSQL elsewhere. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(SEKISHO_|DATABASE_URL$|PG)/.test(name)));
}

/** Standard output and error are returned as one text. Ends when the program does, whatever it leaves running behind. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutOurs(process.env), LC_ALL: 'C.UTF-8', ...options.environment },
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('exit', (code) => resolve({ code, output }));
  });
}
