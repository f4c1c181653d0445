/** Linux, as the command line and the agent need it: the only place where all its parts are put together. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DeviceStore } from '@sekisho/agent-core';
import type { AgentConfig } from '../../agent-config.ts';
import { type AgentLog, createAgentLog } from '../../agent-log.ts';
import { userAgentOf } from '../../agent-version.ts';
import type { Machine, PlaceOptions } from '../../machine.ts';
import { cleanText } from '../any/clean-text.ts';
import { readConfigFile, writeConfigFile } from '../any/config-file.ts';
import { eraseInstallerFile, readInstallerFile } from '../any/installer-file.ts';
import { takeInstanceLock } from '../any/instance-lock.ts';
import { openLogPlace } from '../any/log-place.ts';
import { hasStateFiles, removeStateFiles } from '../any/state-files.ts';
import { askPassword, confirm, readStandardInput } from '../any/terminal.ts';
import { askClientSocket, serveClientSocket } from '../posix/client-socket.ts';
import { askControlSocket, serveControlSocket } from '../posix/control-socket.ts';
import { createFolderGuard } from '../posix/folder-guard.ts';
import { createSources } from '../posix/sources.ts';
import { terminalLanguage } from '../posix/terminal-language.ts';
import { untilAsked } from '../posix/until-asked.ts';
import { createFactsSource } from './collect/facts.ts';
import { logWriter, showLog } from './journal.ts';
import { memoryReturner } from './memory.ts';
import { firstPerson, peerReader } from './peer.ts';
import { type Places, resolvePlaces } from './places.ts';
import { connectLinux, createLinuxPorts } from './platform.ts';
import { watchSleep } from './sleep-watch.ts';
import { createSupport } from './support-sources.ts';
import { systemLanguage } from './system-language.ts';
import { bringBackState, openStoreAnywhere } from './volatile-store.ts';

export function openLinuxMachine(options: PlaceOptions): Machine {
  // Nothing the agent writes is for others.
  process.umask(0o077);
  const environment = process.env;
  const script = path.resolve(process.argv[1] ?? '');
  const places: Places = resolvePlaces(options, { environment, executable: process.execPath, script });
  const sources = createSources();
  const facts = createFactsSource(sources);
  const logPlace = openLogPlace(places.stateFolder, places.logFile, createFolderGuard());
  const openStore = (): DeviceStore => openStoreAnywhere(places, (message) => process.stderr.write(`${message}\n`));
  return {
    language: terminalLanguage(environment),
    texts: { needsAdministrator: 'agent.needs-root', keyKept: 'agent.key-in-file' },
    environment,
    userAgent: userAgentOf('linux', cleanText(sources.machine(), 32)),
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
    connect: (config, log) => connectLinux({ places, config, log, facts, sources, environment }),
    createPorts: (config: AgentConfig, store: DeviceStore, log: AgentLog) => {
      const language = config.installed?.initial.language ?? systemLanguage(environment);
      return createLinuxPorts({ places, config, store, log, language, facts, sources, environment });
    },
    takeInstance: () => {
      const instance = takeInstanceLock(places.instanceLock);
      if (instance !== null) {
        bringBackState(places);
        logPlace.tidy();
      }
      return instance;
    },
    serveControl: (answer) => serveControlSocket(places.controlSocket, answer),
    askAgent: (request) => askControlSocket(places.controlSocket, request),
    serveClients: (answer) =>
      serveClientSocket({ file: places.clientSocket, userIdOf: peerReader(places), firstPerson }, answer),
    askAsClient: (request) => askClientSocket(places.clientSocket, request),
    logPlace,
    openLog: () => createAgentLog(logWriter(logPlace, environment['JOURNAL_STREAM'] !== undefined), Date.now, () => {}),
    showLog: (lines, follow, line) => showLog(logPlace.file(), lines, follow, line),
    support: createSupport(places, logPlace),
    watchSleep: (woke) => watchSleep(environment['DBUS_SYSTEM_BUS_ADDRESS'], woke),
    returnMemory: memoryReturner(places),
    untilAsked,
    confirm,
    askPassword,
    readStandardInput,
    removeAgent: async (password) => {
      // Wherever they were moved: they go with the rest.
      logPlace.move(null);
      await (await import('./removal.ts')).removeEverything(places, password);
    },
  };
}
