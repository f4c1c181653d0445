/** The server as a program: reads settings, starts, says that it is ready, and stops when it is told to. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { readSettings, type SettingsInput } from './config/read-settings.ts';
import type { Settings } from './config/settings.ts';
import { settingsHelp } from './config/settings-help.ts';
import { systemEnvironment } from './environment.ts';
import type { Platform } from './feature.ts';
import { createLog } from './log.ts';
import type { Command } from './run-command.ts';
import type { Assembly, RunningServer } from './server.ts';
import { StartError } from './start-error.ts';
import type { StopRequest, WorkerLink } from './workers/worker-link.ts';

export interface Program {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Of a worker: to the primary, which speaks for it to people. */
  readonly link: WorkerLink | null;
  /** Resolves when the server is to stop. */
  readonly told: Promise<StopRequest>;
  readonly commands: readonly Command[];
  readonly assemble: () => Promise<(platform: Platform) => Assembly>;
}

const repository = path.resolve(import.meta.dirname, '../../../..');

function settingsInput(program: Program): SettingsInput {
  return {
    args: program.args,
    environment: program.environment,
    readFile: (file) => readFileSync(path.resolve(program.folder, file), 'utf8'),
    resolvePath: (given, configFile) =>
      path.resolve(program.folder, configFile === null ? '' : path.dirname(configFile), given),
  };
}

/** Returns the exit code: 0 after a stop that was asked for, 1 when it could not start or stop, 2 for bad settings. */
export async function runServer(program: Program): Promise<number> {
  const command = program.commands.find(({ name }) => name === program.args[0]);
  if (command !== undefined) return runOwnCommand(program, command);
  const result = readSettings(settingsInput(program));
  if (result.kind === 'help') {
    program.print(settingsHelp(program.commands));
    return 0;
  }
  if (result.kind === 'errors') {
    for (const error of result.errors) program.complain(error);
    return 2;
  }
  try {
    const server = await start(program, result.settings);
    const print = program.link === null ? program.print : () => {};
    for (const line of server.announcements) print(line);
    program.link?.ready(server.announcements);
    const stop = await program.told;
    print('Stopping …');
    await server.stop(stop);
    print('Sekisho has stopped.');
    return 0;
  } catch (cause) {
    complain(program, cause);
    return 1;
  }
}

const migrationsFolder = path.join(repository, 'apps/server/src/migrations');

function version(): string {
  const parsed = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as { version: string };
  return parsed.version;
}

async function runOwnCommand(program: Program, command: Command): Promise<number> {
  const { runCommand } = await import('./run-command.ts');
  return runCommand(command, {
    ...program,
    args: program.args.slice(1),
    settingsInput: settingsInput(program),
    environment: systemEnvironment,
    version: version(),
    migrationsFolder,
  }).catch((cause: unknown) => {
    complain(program, cause);
    return 1;
  });
}

async function start(program: Program, settings: Settings): Promise<RunningServer> {
  // Compiled code is kept from start to start, which halves the time of loading; a folder that cannot be written to is no harm.
  enableCompileCache(path.join(repository, '.cache', 'compiled'));
  // Loaded only now, so that --help and a bad setting are answered at once.
  const [{ startServer }, assemble] = await Promise.all([import('./server.ts'), program.assemble()]);
  return startServer({
    settings,
    environment: systemEnvironment,
    log: createLog(settings.logLevel),
    version: version(),
    consoleFolder: path.join(repository, 'apps/console/dist'),
    migrationsFolder,
    assemble,
    ...(program.link === null ? {} : { announces: program.link.announces, scraper: program.link.scraper }),
  });
}

function complain(program: Program, cause: unknown): void {
  if (cause instanceof StartError) program.complain(`Sekisho did not start: ${cause.message}`);
  else program.complain(`Sekisho failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
}
