/** How many worker processes are wanted, read before anything is loaded: the process that watches over them stays small. */
import { availableParallelism } from 'node:os';

export interface WorkerCountInput {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
  /** Words that ask for something else than the server. */
  readonly commands: readonly string[];
}

/** Of a flag given several times the last counts; every flag but help takes a value. */
function lastFlags(args: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    const [flag = '', ...inline] = argument.split('=');
    if (flag === '--help' || flag === '-h') values.set('--help', '');
    else values.set(flag, inline.length > 0 ? inline.join('=') : (args[++at] ?? ''));
  }
  return values;
}

function fromFile(path: string | undefined, readFile: (path: string) => string): unknown {
  if (path === undefined) return undefined;
  try {
    return (JSON.parse(readFile(path)) as { workers?: unknown } | null)?.workers;
  } catch {
    return undefined;
  }
}

/**
 * As `readSettings` would find it: flag, environment, file, else as many as the machine has cores. 1 for everything about which the
 * full reader of settings has to speak first: help, commands, bad values.
 */
export function workerCount({ args, environment, readFile, commands }: WorkerCountInput): number {
  const flags = lastFlags(args);
  if (flags.has('--help') || commands.includes(args[0] ?? '')) return 1;
  const file = flags.get('--config') ?? environment['SEKISHO_CONFIG'];
  const found = flags.get('--workers') ?? (environment['SEKISHO_WORKERS'] || undefined) ?? fromFile(file, readFile);
  if (found === undefined) return availableParallelism();
  return /^\d{1,3}$/.test(String(found)) ? Math.max(1, Number(found)) : 1;
}
