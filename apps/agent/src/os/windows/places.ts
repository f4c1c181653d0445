/** Where the agent keeps things on Windows, and how options and environment move them. */
import { createHash } from 'node:crypto';
import { win32 as path } from 'node:path';
import type { PlaceOptions } from '../../machine.ts';
import { baseVariable } from '../any/launch/launch-files.ts';

export interface Places {
  /** Only SYSTEM and administrators may enter: keys, database, log. */
  readonly stateFolder: string;
  readonly configFile: string;
  /** What an installer left. */
  readonly installerFile: string;
  readonly workedProxyFile: string;
  readonly instanceLock: string;
  readonly logFile: string;
  /** What the lock screens are told while no agent speaks to them. */
  readonly screenFile: string;
  /** Below HKEY_LOCAL_MACHINE, which everybody reads and administrators write: under what names the agent listens. */
  readonly meetingKey: string;
  /** The folder of the bundled agent with its runtime; `null` when run from the sources. */
  readonly programFolder: string | null;
  /** What was installed, with the launcher in it: another folder after an update. */
  readonly installedFolder: string | null;
  readonly fontFile: string;
  /** What starts a process of our own again. */
  readonly ownCommand: readonly [string, string];
  readonly systemFolder: string;
}

export interface ProcessFacts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The runtime, and the script it runs. */
  readonly ownCommand: readonly [string, string];
  readonly programData: string;
  readonly systemFolder: string;
}

/** `null` when run from the sources. */
export function programFolderOf(script: string): string | null {
  return path.basename(script) === 'agent.cjs' ? path.dirname(script) : null;
}

const usualMeetingKey = 'SOFTWARE\\Sekisho\\Agent';

export function resolvePlaces(options: PlaceOptions, facts: ProcessFacts): Places {
  const { environment, ownCommand, programData, systemFolder } = facts;
  const usualStateFolder = path.join(programData, 'Sekisho');
  const stateFolder = path.resolve(options.stateFolder ?? environment['SEKISHO_AGENT_STATE'] ?? usualStateFolder);
  const besideState = path.join(stateFolder, 'agent.json');
  const programFolder = programFolderOf(ownCommand[1]);
  const configFile = path.resolve(options.configFile ?? environment['SEKISHO_AGENT_CONFIG'] ?? besideState);
  return {
    stateFolder,
    configFile,
    installerFile: path.join(path.dirname(configFile), 'installer.json'),
    workedProxyFile: path.join(stateFolder, 'proxy.json'),
    instanceLock: path.join(stateFolder, 'instance.lock'),
    logFile: path.join(stateFolder, 'agent.log'),
    screenFile: path.join(stateFolder, 'screen.json'),
    meetingKey: stateFolder === usualStateFolder ? usualMeetingKey : `${usualMeetingKey}\\${shortHash(stateFolder)}`,
    programFolder,
    installedFolder: environment[baseVariable] ?? programFolder,
    fontFile: environment['SEKISHO_AGENT_FONT'] ?? path.join(programFolder ?? '', 'lock-screen.ttf'),
    ownCommand,
    systemFolder,
  };
}

/** Another state folder is another agent altogether. Names of files do not tell large letters from small ones there. */
function shortHash(folder: string): string {
  return createHash('sha256').update(folder.toLowerCase()).digest('hex').slice(0, 16);
}
