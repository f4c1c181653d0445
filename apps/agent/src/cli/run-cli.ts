/** From the command line to an exit code. The agent itself starts by a short way that loads no texts. */
import type { Machine, PlaceOptions } from '../machine.ts';
import { type CommandLine, type CommandName, type Options, readCommandLine } from './command-line.ts';
import type { CommandContext, Output } from './context.ts';
import { exitCodes } from './exit-codes.ts';

/** What the command line starts on a system, each in its own way. */
export interface PlatformProcesses {
  openMachine(places: PlaceOptions): Promise<Machine>;
  /** Covers a display until it is told to stop: a process of its own, which loads nothing else. */
  lockScreen(args: readonly string[]): Promise<number>;
  /** The window for whoever sits at the device: a process of its own, which loads the desktop's library. */
  openWindow(places: PlaceOptions, output: Output): Promise<number>;
  /** Prints the inventory, or these sections of it, as JSON and ends: the memory it takes is not the agent's. */
  collectInventory(sections: readonly string[]): Promise<number>;
  /** A command that this system alone has; `null`: it is none of them. */
  ownCommand(args: readonly string[], output: Output): Promise<number> | null;
}

export interface CliPorts extends PlatformProcesses {
  readonly args: readonly string[];
  readonly output: Output;
}

function placesOf(options: Options): PlaceOptions {
  const stateFolder = options.text('state');
  const configFile = options.text('config');
  return { ...(stateFolder === null ? {} : { stateFolder }), ...(configFile === null ? {} : { configFile }) };
}

type CommandRunner = (context: CommandContext) => Promise<number>;

type OrdinaryCommand = Exclude<CommandName, 'run' | 'window'>;

const commands: Readonly<Record<OrdinaryCommand, () => Promise<CommandRunner>>> = {
  enrol: async () => (await import('./enrol-command.ts')).enrolCommand,
  status: async () => (await import('./status-command.ts')).statusCommand,
  'check-in': async () => (await import('./check-in-command.ts')).checkInCommand,
  proxy: async () => (await import('./proxy-command.ts')).proxyCommand,
  logs: async () => (await import('./logs-command.ts')).logsCommand,
  'log-folder': async () => (await import('./log-folder-command.ts')).logFolderCommand,
  permissions: async () => (await import('./permissions-command.ts')).permissionsCommand,
  setup: async () => (await import('./setup-command.ts')).setupCommand,
  support: async () => (await import('./support-command.ts')).supportCommand,
  uninstall: async () => (await import('./uninstall-command.ts')).uninstallCommand,
  'on-demand': async () => (await import('./on-demand-command.ts')).onDemandCommand,
  standalone: async () => (await import('./standalone-command.ts')).standaloneCommand,
};

async function textsOf(machine: Machine) {
  const { createTranslator, messagesFor } = await import('@sekisho/messages');
  return createTranslator(machine.language, messagesFor(machine.language));
}

type Misread = Exclude<CommandLine, { kind: 'command' | 'lock-screen' | 'collect-inventory' }>;

async function explain(line: Misread, machine: Machine, output: Output): Promise<number> {
  const t = await textsOf(machine);
  if (line.kind === 'version') {
    const { agentVersion } = await import('../agent-version.ts');
    output.out(t('agent.version', { version: agentVersion }));
    return exitCodes.done;
  }
  if (line.kind === 'help') {
    const { helpLines, plainHelp } = await import('./help.ts');
    for (const text of helpLines(line.command, t, machine.help ?? plainHelp)) output.out(text);
    return exitCodes.done;
  }
  if (line.kind === 'command-unknown') output.error(t('agent.unknown-command', { command: line.command }));
  else output.error(t(`agent.${line.kind}`, { option: line.option }));
  output.error(t('agent.usage'));
  return exitCodes.usage;
}

async function runDaemon(machine: Machine, output: Output): Promise<number> {
  const { runCommand } = await import('./run-command.ts');
  let said: 'not-enrolled' | 'already-running' | null = null;
  const code = await runCommand({
    machine,
    say: (what) => {
      said = what;
    },
  });
  if (said !== null) output.error((await textsOf(machine))(`agent.${said}`));
  return code;
}

/** What needs no administrator. */
function isForEverybody(command: CommandName, { isKnownToEverybody = false }: Machine): boolean {
  return command === 'proxy' || ((command === 'on-demand' || command === 'standalone') && isKnownToEverybody);
}

async function runOne(command: OrdinaryCommand, context: CommandContext): Promise<number> {
  try {
    return await (await commands[command]())(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.output.error(context.t('agent.state-unusable', { folder: context.machine.stateFolder, reason }));
    return exitCodes.failed;
  }
}

export async function runCli({ args, output, openMachine, ...processes }: CliPorts): Promise<number> {
  const own = processes.ownCommand(args, output);
  if (own !== null) return own;
  const line = readCommandLine(args);
  if (line.kind === 'lock-screen') return processes.lockScreen(line.args);
  if (line.kind === 'collect-inventory') return processes.collectInventory(line.sections);
  const machine = await openMachine(line.kind === 'command' ? placesOf(line.options) : {});
  if (line.kind !== 'command') return explain(line, machine, output);
  const { command, options } = line;
  if (command === 'window') return processes.openWindow(placesOf(options), output);
  if (command === 'run' && machine.isAdministrator()) return runDaemon(machine, output);
  const t = await textsOf(machine);
  const context = { machine, output, options, language: machine.language, t };
  const mayRun = machine.isAdministrator() || isForEverybody(command, machine);
  if (command !== 'run' && mayRun) return runOne(command, context);
  const { clientCommand, clientCommands } = await import('./client-command.ts');
  const asClient = clientCommands.find((name) => name === command);
  if (asClient !== undefined) return clientCommand(asClient, context);
  output.error(t(machine.texts.needsAdministrator));
  return exitCodes.needsRoot;
}
