/** macOS, as the command line and the agent need it: the only place where all its parts are put together. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openSqliteStore } from '@sekisho/agent-core/node';
import { createAgentLog } from '../../agent-log.ts';
import { userAgentOf } from '../../agent-version.ts';
import type { Machine, PlaceOptions } from '../../machine.ts';
import { cleanText } from '../any/clean-text.ts';
import { readConfigFile, writeConfigFile } from '../any/config-file.ts';
import { followFile } from '../any/follow-file.ts';
import { eraseInstallerFile, readInstallerFile } from '../any/installer-file.ts';
import { takeInstanceLock } from '../any/instance-lock.ts';
import { createLogFile, lastLines } from '../any/log-file.ts';
import { openLogPlace } from '../any/log-place.ts';
import { hasStateFiles, removeStateFiles } from '../any/state-files.ts';
import { askPassword, confirm, readStandardInput } from '../any/terminal.ts';
import { askClientSocket, serveClientSocket, type UserIdOf } from '../posix/client-socket.ts';
import { askControlSocket, serveControlSocket } from '../posix/control-socket.ts';
import { createFolderGuard } from '../posix/folder-guard.ts';
import { createSources, type Sources } from '../posix/sources.ts';
import { terminalLanguage } from '../posix/terminal-language.ts';
import { untilAsked } from '../posix/until-asked.ts';
import type { OpenFolders } from '../posix/wipe/open-folders.ts';
import { createFactsSource } from './collect/facts.ts';
import type { StartCover } from './lock-screen/own-cover.ts';
import { firstPerson, peerReader } from './peer.ts';
import { readPermissions } from './permissions.ts';
import { resolvePlaces } from './places.ts';
import { connectMac, createMacPorts } from './platform.ts';
import { watchSleep } from './sleep-watch.ts';
import { createSupport } from './support-sources.ts';

/** Others only in tests, which run it where there is no Mac. */
export interface MacParts {
  readonly sources: Sources;
  readonly userIdOf: UserIdOf | null;
  readonly openFolders: () => OpenFolders;
  readonly startCover: StartCover;
}

export function openMacMachine(options: PlaceOptions, parts: Partial<MacParts> = {}): Machine {
  // Nothing the agent writes is for others.
  process.umask(0o077);
  const environment = process.env;
  const script = path.resolve(process.argv[1] ?? '');
  const places = resolvePlaces(options, { environment, executable: process.execPath, script });
  const { sources = createSources(), userIdOf = null, ...others } = parts;
  const facts = createFactsSource(sources);
  const logPlace = openLogPlace(places.stateFolder, places.logFile, createFolderGuard());
  const openStore = () =>
    openSqliteStore({ folder: places.stateFolder, warn: (message) => process.stderr.write(`${message}\n`) });
  return {
    language: terminalLanguage(environment),
    texts: { needsAdministrator: 'agent.needs-root', keyKept: 'agent.key-in-file' },
    environment,
    userAgent: userAgentOf('macos', cleanText(sources.machine(), 32)),
    stateFolder: places.stateFolder,
    isAdministrator: () => process.getuid?.() === 0,
    readFile: (file) => readFile(file, 'utf8').catch(() => null),
    readConfig: () => readConfigFile(places.configFile),
    writeConfig: (config) => writeConfigFile(places.configFile, config),
    readInstallerFile: async () => readInstallerFile(places.installerFile),
    eraseInstallerFile: () => eraseInstallerFile(places.installerFile),
    hasState: () => hasStateFiles(places.stateFolder),
    openStore,
    discardState() {
      const store = openStore();
      store.clear();
      store.close();
    },
    removeState: () => removeStateFiles(places.stateFolder),
    readFacts: () => facts.read(),
    collectInventory: async () => (await import('./collect/inventory.ts')).collectInventory(sources),
    connect: (config, log) => connectMac({ places, config, log, facts, sources }),
    createPorts: (config, store, log) => createMacPorts({ places, config, store, log, facts, sources, ...others }),
    takeInstance: () => {
      const instance = takeInstanceLock(places.instanceLock);
      if (instance !== null) logPlace.tidy();
      return instance;
    },
    serveControl: (answer) => serveControlSocket(places.controlSocket, answer),
    askAgent: (request) => askControlSocket(places.controlSocket, request),
    serveClients: (answer) =>
      serveClientSocket({ file: places.clientSocket, userIdOf: userIdOf ?? peerReader(places), firstPerson }, answer),
    askAsClient: (request) => askClientSocket(places.clientSocket, request),
    logPlace,
    openLog: () => createAgentLog(createLogFile(logPlace.file), Date.now, () => {}),
    async showLog(lines, follow, line) {
      for (const text of lastLines(logPlace.file(), lines)) line(text);
      if (follow) await followFile(logPlace.file(), line);
    },
    watchSleep,
    untilAsked,
    confirm,
    askPassword,
    readStandardInput,
    support: createSupport(places, sources),
    readPermissions: (names) => readPermissions(names, sources),
    removeAgent: async () => {
      // Wherever they were moved: they go with the rest.
      logPlace.move(null);
      await (await import('./removal.ts')).removeEverything(places, sources);
    },
  };
}
