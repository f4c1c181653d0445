/** Windows, as the command line and the agent need it: the only place where all its parts are put together. */
import { readFile } from 'node:fs/promises';
import type { DeviceStore } from '@sekisho/agent-core';
import { openSqliteStore } from '@sekisho/agent-core/node';
import { createAgentLog } from '../../agent-log.ts';
import { userAgentOf } from '../../agent-version.ts';
import type { Machine } from '../../machine.ts';
import { watchClocks } from '../any/clock-watch.ts';
import { readConfigFile, writeConfigFile } from '../any/config-file.ts';
import { followFile } from '../any/follow-file.ts';
import { eraseInstallerFile, readInstallerFile } from '../any/installer-file.ts';
import { takeInstanceLock } from '../any/instance-lock.ts';
import { createLogFile, lastLines } from '../any/log-file.ts';
import { openLogPlace } from '../any/log-place.ts';
import { hasStateFiles, removeStateFiles } from '../any/state-files.ts';
import { askPassword, confirm, readStandardInput } from '../any/terminal.ts';
import { readClocks } from './clocks.ts';
import { createFactsSource } from './collect/facts.ts';
import type { Here } from './here.ts';
import { systemLanguage, terminalLanguage, wantedLanguage } from './language.ts';
import { createSources } from './machine-sources.ts';
import { createMeeting } from './meeting.ts';
import { openPipes } from './pipes.ts';
import { connectWindows, createWindowsPorts } from './platform.ts';
import { sealedStore } from './sealed-store.ts';
import { createSupport } from './support-sources.ts';
import { openWindowsApi } from './windows-api.ts';
import { windowsHelp } from './windows-help.ts';

/** From a terminal; a service is asked by the system instead. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    process.once('SIGBREAK', () => resolve());
  });
}

export function openWindowsMachine({ koffi, places }: Here, untilAsked = untilInterrupted): Machine {
  const api = openWindowsApi(koffi);
  const sources = createSources(api, places.systemFolder);
  const facts = createFactsSource(sources);
  const logPlace = openLogPlace(places.stateFolder, places.logFile, api.security.folders);
  const meeting = createMeeting(api.registry, openPipes(koffi, api.security), places.meetingKey);
  const say = (message: string) => process.stderr.write(`${message}\n`);
  const protect = () => api.security.protectFolder(places.stateFolder);
  const openStore = (): DeviceStore => {
    protect();
    return sealedStore(openSqliteStore({ folder: places.stateFolder, warn: say }), api.sealer, say);
  };
  const readConfig = () => readConfigFile(places.configFile);
  return {
    language: wantedLanguage(process.env) ?? terminalLanguage(Number(api.kernel.GetUserDefaultUILanguage())),
    texts: { needsAdministrator: 'agent.needs-administrator', keyKept: 'agent.key-sealed' },
    help: windowsHelp,
    environment: process.env,
    userAgent: userAgentOf('windows', sources.architecture()),
    stateFolder: places.stateFolder,
    isAdministrator: () => api.security.isAdministrator(),
    isKnownToEverybody: true,
    hasTrayIcon: true,
    readFile: (file) => readFile(file, 'utf8').catch(() => null),
    readConfig,
    writeConfig: async (config) => {
      protect();
      await writeConfigFile(places.configFile, config);
    },
    readInstallerFile: async () => {
      protect();
      return readInstallerFile(places.installerFile);
    },
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
    connect: (config, log) => connectWindows({ api, places, config, log }),
    createPorts: (config, store, log) => {
      const language = systemLanguage(Number(api.kernel.GetSystemDefaultUILanguage()));
      return createWindowsPorts({ api, places, config, store, log, language, facts });
    },
    takeInstance: () => {
      protect();
      const instance = takeInstanceLock(places.instanceLock);
      if (instance !== null) logPlace.tidy();
      return instance;
    },
    ...meeting,
    logPlace,
    openLog: () => createAgentLog(createLogFile(logPlace.file), Date.now, () => {}),
    async showLog(lines, follow, line) {
      for (const text of lastLines(logPlace.file(), lines)) line(text);
      if (follow) await followFile(logPlace.file(), line);
    },
    support: createSupport({ places, api, readConfig, askAgent: meeting.askAgent }),
    watchSleep: (woke) => watchClocks(woke, () => readClocks(api.kernel)),
    untilAsked,
    confirm,
    askPassword,
    readStandardInput,
    removeAgent: async () => {
      // Wherever they were moved: they go with the rest.
      logPlace.move(null);
      await (await import('./removal.ts')).removeEverything(places, api);
    },
  };
}
