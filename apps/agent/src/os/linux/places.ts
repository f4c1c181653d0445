/** Where the agent keeps things on Linux, and how options and environment move them. */
import path from 'node:path';
import { installerFileName } from '../../installer-configuration.ts';
import type { PlaceOptions } from '../../machine.ts';
import { baseVariable } from '../any/launch/launch-files.ts';

export interface Places {
  /** Only root may enter: keys, database, sockets. */
  readonly stateFolder: string;
  readonly configFile: string;
  /** Left by an installer, with a token in it. */
  readonly installerFile: string;
  readonly controlSocket: string;
  /** For the people at the device; in a folder of its own that everybody may enter. */
  readonly clientSocket: string;
  readonly workedProxyFile: string;
  /** Stands in for the state folder while the disk can only be read; gone when the machine goes off. */
  readonly volatileFolder: string;
  readonly instanceLock: string;
  readonly logFile: string;
  /** Of what keeps the agent running where there is no systemd. */
  readonly supervisorPid: string;
  /** The folder of the bundled agent with its runtime; `null` when run from the sources. */
  readonly programFolder: string | null;
  /** What was installed, with the launcher in it: another folder after an update. */
  readonly installedFolder: string | null;
  readonly fontFile: string;
  /** What starts a process of our own again. */
  readonly ownCommand: readonly [string, string];
}

const usualStateFolder = '/var/lib/sekisho';
const usualClientSocket = '/run/sekisho/client.sock';
const usualConfigFile = '/etc/sekisho/agent.json';
const sourceFont = '@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf';

export interface ProcessFacts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly executable: string;
  readonly script: string;
}

export function resolvePlaces(options: PlaceOptions, process: ProcessFacts): Places {
  const { environment, executable, script } = process;
  const stateFolder = path.resolve(options.stateFolder ?? environment['SEKISHO_AGENT_STATE'] ?? usualStateFolder);
  // Another state folder without another configuration is another agent altogether: it keeps its own beside its state.
  const besideState = options.stateFolder === undefined ? usualConfigFile : path.join(stateFolder, 'agent.json');
  const configFile = path.resolve(options.configFile ?? environment['SEKISHO_AGENT_CONFIG'] ?? besideState);
  const programFolder = path.basename(script) === 'agent.cjs' ? path.dirname(script) : null;
  const bundledFont = programFolder === null ? null : path.join(programFolder, 'lock-screen.ttf');
  return {
    stateFolder,
    configFile,
    installerFile: path.join(path.dirname(configFile), installerFileName),
    controlSocket: path.join(stateFolder, 'agent.sock'),
    clientSocket:
      stateFolder === usualStateFolder ? usualClientSocket : path.join(`${stateFolder}.client`, 'client.sock'),
    workedProxyFile: path.join(stateFolder, 'proxy.json'),
    volatileFolder: path.join('/run', `sekisho-state${stateFolder.replaceAll(/[^\w.-]/g, '-')}`),
    instanceLock: path.join(stateFolder, 'instance.lock'),
    logFile: path.join(stateFolder, 'agent.log'),
    supervisorPid: path.join(stateFolder, 'supervisor.pid'),
    programFolder,
    installedFolder: environment[baseVariable] ?? programFolder,
    fontFile: environment['SEKISHO_AGENT_FONT'] ?? bundledFont ?? fontOfSources(),
    ownCommand: [executable, script],
  };
}

function fontOfSources(): string {
  return path.join(import.meta.dirname, '../../../../../node_modules', sourceFont);
}
