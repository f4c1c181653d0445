/** Where the agent keeps things on macOS, and how options and environment move them. */
import path from 'node:path';
import { installerFileName } from '../../installer-configuration.ts';
import type { PlaceOptions } from '../../machine.ts';
import { baseVariable } from '../any/launch/launch-files.ts';

export interface Places {
  /** Only root may enter: keys, database, sockets. */
  readonly stateFolder: string;
  readonly configFile: string;
  /** Left by the package, with a token in it. */
  readonly installerFile: string;
  readonly controlSocket: string;
  /** For the people at the Mac; in a folder of its own that everybody may enter. */
  readonly clientSocket: string;
  /** What the lock screen is to show, for one that outlives its agent. */
  readonly screenFile: string;
  /** The same for the session of whoever logs on: everybody may read it. */
  readonly sharedScreenFile: string;
  /** What the log-on screen said before the lock. */
  readonly loginTextFile: string;
  readonly fontFile: string;
  readonly workedProxyFile: string;
  readonly instanceLock: string;
  readonly logFile: string;
  /** The folder of the bundled agent with its runtimes; `null` when run from the sources. */
  readonly programFolder: string | null;
  /** What was installed, with the launcher in it: another folder after an update. */
  readonly installedFolder: string | null;
  /** What starts a process of our own again. */
  readonly ownCommand: readonly [string, string];
}

/** As the package lays it out. */
const supportFolder = '/Library/Application Support/Sekisho';
const usualStateFolder = `${supportFolder}/state`;
const usualConfigFile = `${supportFolder}/agent.json`;
const usualClientSocket = '/var/run/sekisho/client.sock';

export interface ProcessFacts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly executable: string;
  readonly script: string;
}

export function resolvePlaces(options: PlaceOptions, { environment, executable, script }: ProcessFacts): Places {
  const stateFolder = path.resolve(options.stateFolder ?? environment['SEKISHO_AGENT_STATE'] ?? usualStateFolder);
  // Another state folder without another configuration is another agent altogether: it keeps its own beside its state.
  const besideState = options.stateFolder === undefined ? usualConfigFile : path.join(stateFolder, 'agent.json');
  const configFile = path.resolve(options.configFile ?? environment['SEKISHO_AGENT_CONFIG'] ?? besideState);
  const programFolder = path.basename(script) === 'agent.cjs' ? path.dirname(script) : null;
  const inState = (name: string) => path.join(stateFolder, name);
  const clientSocket =
    stateFolder === usualStateFolder ? usualClientSocket : path.join(`${stateFolder}.client`, 'client.sock');
  return {
    stateFolder,
    configFile,
    installerFile: path.join(path.dirname(configFile), installerFileName),
    controlSocket: inState('agent.sock'),
    clientSocket,
    screenFile: inState('screen.json'),
    sharedScreenFile: path.join(path.dirname(clientSocket), 'screen.json'),
    loginTextFile: inState('screen.json.login-text'),
    fontFile: environment['SEKISHO_AGENT_FONT'] ?? path.join(programFolder ?? '', 'lock-screen.ttf'),
    workedProxyFile: inState('proxy.json'),
    instanceLock: inState('instance.lock'),
    logFile: inState('agent.log'),
    programFolder,
    installedFolder: environment[baseVariable] ?? programFolder,
    ownCommand: [executable, script],
  };
}
