/** Commands of an operator beside starting the server: `contracted-devices 500`, with the server's own settings to find its data. */
import { mkdir } from 'node:fs/promises';
import { readSettings, type SettingsInput } from './config/read-settings.ts';
import type { Settings } from './config/settings.ts';
import type { Environment } from './environment.ts';
import type { Platform } from './feature.ts';
import { createLog, type Log } from './log.ts';
import { openPlatform } from './open-platform.ts';
import { StartError } from './start-error.ts';

export interface CommandInput {
  readonly positionals: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

/** The lines to print. Throws `StartError` with what the operator can mend. */
export type RunCommand = (platform: Platform, input: CommandInput) => Promise<readonly string[]>;

/** What a command has that must find the database as it is: not migrated, perhaps empty, and no key made for it. */
export interface BareCommandPorts {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly version: string;
  readonly migrationsFolder: string;
  readonly log: Log;
  /** For what a person who waits wants to see. */
  readonly print: (line: string) => void;
}

export type RunBareCommand = (ports: BareCommandPorts, input: CommandInput) => Promise<readonly string[]>;

interface CommandFacts {
  readonly name: string;
  /** What follows the name: `NUMBER [--organization CODE]`. */
  readonly usage: string;
  readonly description: string;
  /** Its own flags, each with a value. */
  readonly flags: readonly string[];
}

/** The code is loaded only when it is asked for. */
export type Command = CommandFacts &
  (
    | { readonly load: () => Promise<RunCommand>; readonly loadBare?: never }
    | { readonly load?: never; readonly loadBare: () => Promise<RunBareCommand> }
  );

export interface SplitArgs extends CommandInput {
  /** For the settings. */
  readonly rest: readonly string[];
  readonly error: string | null;
}

/** Tells a command's own arguments from the settings'. Every flag but `--help` takes a value. Pure. */
export function splitCommandArgs(args: readonly string[], ownFlags: readonly string[]): SplitArgs {
  const positionals: string[] = [];
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    const [flag = '', ...inline] = argument.split('=');
    if (!argument.startsWith('-')) positionals.push(argument);
    else if (ownFlags.includes(flag)) {
      const value = inline.length > 0 ? inline.join('=') : args[++index];
      if (value === undefined) return { positionals, flags, rest, error: `${flag} needs a value after it` };
      flags.set(flag, value);
    } else {
      rest.push(argument);
      const value = args[index + 1];
      if (inline.length === 0 && value !== undefined && flag !== '--help' && flag !== '-h') {
        rest.push(value);
        index += 1;
      }
    }
  }
  return { positionals, flags, rest, error: null };
}

export interface CommandProgram {
  readonly args: readonly string[];
  readonly settingsInput: SettingsInput;
  readonly environment: Environment;
  readonly version: string;
  readonly migrationsFolder: string;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Returns the exit code: 0 when done, 1 when it could not be, 2 for bad arguments. @param program.args without the command's name */
export async function runCommand(command: Command, program: CommandProgram): Promise<number> {
  const split = splitCommandArgs(program.args, command.flags);
  const usage = `Usage: npm start -- ${command.name} ${command.usage} [settings]`;
  const result = readSettings({ ...program.settingsInput, args: split.rest });
  if (result.kind === 'help') {
    program.print(`${usage}\n  ${command.description}`);
    return 0;
  }
  const errors = [...(split.error === null ? [] : [split.error]), ...(result.kind === 'errors' ? result.errors : [])];
  if (result.kind === 'errors' || errors.length > 0) {
    for (const error of [...errors, usage]) program.complain(error);
    return 2;
  }
  try {
    for (const line of await runLoaded(command, split, result.settings, program)) program.print(line);
    return 0;
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause;
    program.complain(cause.message);
    return 1;
  }
}

async function runLoaded(
  command: Command,
  input: CommandInput,
  settings: Settings,
  program: CommandProgram,
): Promise<readonly string[]> {
  const { environment, version, migrationsFolder, print } = program;
  const log = createLog(settings.logLevel === 'info' ? 'warn' : settings.logLevel);
  await mkdir(settings.data, { recursive: true, mode: 0o700 });
  const ports = { settings, environment, log, version, migrationsFolder };
  if (command.load === undefined) return (await command.loadBare())({ ...ports, print }, input);
  const run = await command.load();
  await using opened = new AsyncDisposableStack();
  const { platform } = await openPlatform(ports, opened);
  // Awaited here: what was opened closes when this function ends.
  return await run(platform, input);
}
