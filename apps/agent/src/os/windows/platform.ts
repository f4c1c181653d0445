/** The ports of the agent on Windows: server, lock screens, power, facts and inventory. */
import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { DeviceStore, FactsSource, Screen } from '@sekisho/agent-core';
import {
  createLiveConnector,
  type SocketConnector,
  systemClock,
  systemRandom,
  systemTimers,
} from '@sekisho/agent-core/node';
import type { Language } from '@sekisho/messages/language';
import type { AgentConfig } from '../../agent-config.ts';
import type { AgentLog } from '../../agent-log.ts';
import type { MachinePorts } from '../../machine.ts';
import { createInventoryCollector } from '../any/inventory-collector.ts';
import { createUpdates } from '../any/launch/updates.ts';
import { createMachineNetwork, type SwitchingNetwork } from '../any/machine-network.ts';
import { createScreenPort } from '../any/screen-port.ts';
import { writeWhole } from '../any/whole-file.ts';
import { openWorkedFile } from '../any/worked-file.ts';
import { createLocationSource } from './location/location.ts';
import { createStartScreen } from './lock-screen/start-screen.ts';
import { WindowsLockScreen } from './lock-screen/windows-lock-screen.ts';
import type { Places } from './places.ts';
import { createPower } from './power.ts';
import { openPowerShell } from './powershell.ts';
import { createKeyMedia } from './removable/key-media.ts';
import { openSessionProcess } from './session-process.ts';
import { createSimReader } from './surroundings/sim.ts';
import { createWifi } from './surroundings/wifi.ts';
import { readSystemProxy } from './system-proxy.ts';
import type { WindowsApi } from './windows-api.ts';
import { createWipe } from './wipe/machine.ts';

/** Where services are since Vista; nobody sits there. */
const servicesSession = 0;

export interface WindowsConnectionOptions {
  readonly api: WindowsApi;
  readonly places: Places;
  readonly config: AgentConfig;
  readonly log: AgentLog;
}

export interface WindowsPortsOptions extends WindowsConnectionOptions {
  readonly store: DeviceStore;
  readonly language: Language;
  readonly facts: FactsSource;
}

/** The pinned root, else those the administrator of the machine trusts together with those that came with the runtime. */
function rootsFor({ ca }: AgentConfig): string {
  return ca ?? [...getCACertificates('default'), ...getCACertificates('system')].join('\n');
}

/** The way to the server, for a registration and for the agent. */
export function connectWindows({ api, places, config, log }: WindowsConnectionOptions) {
  const server = new URL(config.server);
  let live: SocketConnector | null = null;
  const network: SwitchingNetwork = createMachineNetwork({
    server,
    rootCertificate: server.protocol === 'https:' ? rootsFor(config) : null,
    own: config.proxy,
    ownLocked: config.installed?.initial.proxy.locked === true,
    readSystem: () => readSystemProxy(api.registry, api.proxyScripts, server),
    worked: openWorkedFile(places.workedProxyFile),
    nowMs: systemTimers.nowMs,
    switched: () => live?.dropAll(),
    warn: (message, reason) => log.warn(message, { reason }),
  });
  live = createLiveConnector({ server, agent: network.agent });
  return { clock: systemClock, transport: network.transport, network, live };
}

/** As a service it covers whoever is logged on; run by a person, the session of that person. */
function createScreen({ api, places, language, log }: WindowsPortsOptions): Screen {
  const say = (event: string, details: Readonly<Record<string, unknown>>) =>
    log.warn(event, { details: JSON.stringify(details).slice(0, 1000) });
  const ownSession = api.sessions.own();
  const isService = ownSession === servicesSession;
  const lockScreen = new WindowsLockScreen({
    screenFile: places.screenFile,
    files: { readFile, replaceFile: async (file, text) => writeWhole(file, text) },
    sessions: () => api.sessions.list(),
    ownSession: isService ? null : ownSession,
    start: createStartScreen({ places, ownSession, startIn: openSessionProcess(api.koffi), log: say }),
    disconnect: (session) => api.sessions.disconnect(session),
    after: systemTimers.after,
    wallNow: Date.now,
    log: say,
  });
  return createScreenPort(lockScreen, language);
}

export function createWindowsPorts(options: WindowsPortsOptions): MachinePorts {
  const { api, places, config, store, log, facts } = options;
  return {
    ...connectWindows(options),
    timers: systemTimers,
    random: systemRandom,
    store,
    platform: {
      screen: createScreen(options),
      power: createPower(places.systemFolder),
      wipe: createWipe(api, places),
      media: createKeyMedia({ kernel: api.kernel, systemFolder: places.systemFolder, log }),
      wifi: createWifi({ koffi: api.koffi, log }),
      sims: createSimReader(places),
      facts,
      inventory: createInventoryCollector(places.ownCommand, config.installed?.initial.inventorySections),
      location: createLocationSource(openPowerShell(places.systemFolder)),
      updates: createUpdates({ platform: 'windows', programFolder: places.programFolder, environment: process.env }),
    },
    log,
  };
}
