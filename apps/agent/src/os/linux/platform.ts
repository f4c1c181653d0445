/** The ports of the agent on Linux: server, lock screens, power, facts and inventory. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { DeviceStore, FactsSource } from '@sekisho/agent-core';
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
import { openWorkedFile } from '../any/worked-file.ts';
import type { Sources } from '../posix/sources.ts';
import { createLocationSource } from './location/index.ts';
import { linuxLockScreen } from './lock-screen/index.ts';
import { readSystemProxy } from './network/system-proxy.ts';
import type { Places } from './places.ts';
import { createPower } from './power.ts';
import { createKeyMedia } from './removable/key-media.ts';
import { createSimReader } from './surroundings/sim.ts';
import { createWifi } from './surroundings/wifi.ts';
import { keptPathsOf } from './wipe/kept.ts';
import { createLinuxWipe } from './wipe/linux-wipe.ts';

export interface LinuxConnectionOptions {
  readonly places: Places;
  readonly config: AgentConfig;
  readonly log: AgentLog;
  readonly facts: FactsSource;
  readonly sources: Sources;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface LinuxPortsOptions extends LinuxConnectionOptions {
  readonly store: DeviceStore;
  readonly language: Language;
}

/** The bundles of Debian, Red Hat, SUSE and Alpine. */
const systemRoots = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The pinned root, else those the administrator of the machine trusts; `null`: those that came with the runtime. */
function rootsFor({ ca }: AgentConfig): string | null {
  if (ca !== null) return ca;
  for (const file of systemRoots) {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // The next distribution's place.
    }
  }
  return null;
}

function tryProgram(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: 30_000 }, (error) => resolve(error === null));
  });
}

function createScreen({ places, language, log, environment }: LinuxPortsOptions) {
  const only = environment['SEKISHO_AGENT_DISPLAYS'];
  const lockScreen = linuxLockScreen({
    stateDirectory: places.stateFolder,
    fontPath: places.fontFile,
    command: [...places.ownCommand, 'lock-screen'],
    ...(only === undefined ? {} : { onlyDisplays: only.split(',').filter((display) => display !== '') }),
    environment,
    log: (event, details) => log.warn(event, { details: JSON.stringify(details).slice(0, 1000) }),
  });
  return createScreenPort(lockScreen, language);
}

/** The way to the server, for a registration and for the agent. */
export function connectLinux(options: LinuxConnectionOptions) {
  const { places, config, log, facts, sources, environment } = options;
  const server = new URL(config.server);
  let live: SocketConnector | null = null;
  const network: SwitchingNetwork = createMachineNetwork({
    server,
    rootCertificate: server.protocol === 'https:' ? rootsFor(config) : null,
    own: config.proxy,
    ownLocked: config.installed?.initial.proxy.locked === true,
    readSystem: async () => readSystemProxy(sources, environment, (await facts.read()).logonUser),
    worked: openWorkedFile(places.workedProxyFile),
    nowMs: systemTimers.nowMs,
    switched: () => live?.dropAll(),
    warn: (message, reason) => log.warn(message, { reason }),
  });
  live = createLiveConnector({ server, agent: network.agent });
  return { clock: systemClock, transport: network.transport, network, live };
}

/** Lock screens, power and facts belong to the machine, the connection to configuration and policy. */
export function createLinuxPorts(options: LinuxPortsOptions): MachinePorts {
  const { places, config, store, log, facts, sources, environment } = options;
  return {
    ...connectLinux(options),
    timers: systemTimers,
    random: systemRandom,
    store,
    platform: {
      screen: createScreen(options),
      power: createPower(tryProgram),
      wipe: createLinuxWipe({ sources, kept: keptPathsOf(places) }),
      media: createKeyMedia({ sources, log }),
      wifi: createWifi(sources),
      sims: createSimReader(sources),
      facts,
      inventory: createInventoryCollector(places.ownCommand, config.installed?.initial.inventorySections),
      location: createLocationSource({ busAddress: environment['DBUS_SYSTEM_BUS_ADDRESS'] }),
      updates: createUpdates({ platform: 'linux', programFolder: places.programFolder, environment }),
    },
    log,
  };
}
