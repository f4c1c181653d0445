/** The ports of the agent on Linux: server, lock screens, power, facts and inventory. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AgentPorts, type DeviceStore, type FactsSource, notSupportedHere } from '@sekisho/agent-core';
import {
  createHttpsTransport,
  createLiveConnector,
  proxyFor,
  systemClock,
  systemRandom,
  systemTimers,
} from '@sekisho/agent-core/node';
import type { Language } from '@sekisho/messages/language';
import type { AgentConfig } from '../../agent-config.ts';
import type { AgentLog } from '../../agent-log.ts';
import { createInventoryCollector } from './inventory-collector.ts';
import { linuxLockScreen } from './lock-screen/index.ts';
import type { Places } from './places.ts';
import { createPower } from './power.ts';
import { createScreenPort } from './screen-port.ts';

export interface LinuxPortsOptions {
  readonly places: Places;
  readonly config: AgentConfig;
  readonly store: DeviceStore;
  readonly log: AgentLog;
  readonly language: Language;
  readonly facts: FactsSource;
  readonly environment: Readonly<Record<string, string | undefined>>;
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

/** Lock screens, power and facts belong to the machine, the connection to the configuration. */
export function createLinuxPorts(options: LinuxPortsOptions): AgentPorts {
  const { places, config, store, log, facts, environment } = options;
  const server = new URL(config.server);
  const proxySettings =
    config.proxy === null
      ? ({ mode: 'system' } as const)
      : ({
          mode: 'manual',
          url: config.proxy,
          bypass: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '',
        } as const);
  const transport = createHttpsTransport({
    server,
    rootCertificate: server.protocol === 'https:' ? rootsFor(config) : null,
    proxy: proxyFor(server, proxySettings, environment),
    // One for calls and one for the live connection.
    maxSockets: 2,
  });
  return {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    store,
    transport,
    live: createLiveConnector({ server, agent: transport.agent }),
    platform: {
      screen: createScreen(options),
      power: createPower(tryProgram),
      wipe: notSupportedHere,
      media: notSupportedHere,
      wifi: notSupportedHere,
      sims: notSupportedHere,
      facts,
      inventory: createInventoryCollector(places.ownCommand),
      location: notSupportedHere,
    },
    log,
  };
}
