/** The ports of the agent on macOS: server, lock of the session, power, facts and inventory. */
import { readFile } from 'node:fs/promises';
import { type DeviceStore, type FactsSource, notSupportedHere } from '@sekisho/agent-core';
import {
  createLiveConnector,
  type SocketConnector,
  systemClock,
  systemRandom,
  systemTimers,
} from '@sekisho/agent-core/node';
import type { AgentConfig } from '../../agent-config.ts';
import type { AgentLog } from '../../agent-log.ts';
import type { MachinePorts } from '../../machine.ts';
import { desiredFile } from '../any/drawing/desired-file.ts';
import { every } from '../any/every.ts';
import { createInventoryCollector } from '../any/inventory-collector.ts';
import { loadKoffi } from '../any/koffi.ts';
import { createUpdates } from '../any/launch/updates.ts';
import { createMachineNetwork, type SwitchingNetwork } from '../any/machine-network.ts';
import { writeWhole } from '../any/whole-file.ts';
import { openWorkedFile } from '../any/worked-file.ts';
import type { Sources } from '../posix/sources.ts';
import type { OpenFolders } from '../posix/wipe/open-folders.ts';
import { readConsoleSession } from './console-session.ts';
import { createKeyMedia } from './key-media.ts';
import { createLoginText } from './lock-screen/login-text.ts';
import { createOwnCover, type StartCover } from './lock-screen/own-cover.ts';
import { createSessionHelper } from './lock-screen/session-helper.ts';
import { createStartCover } from './lock-screen/start-cover.ts';
import { lockWays } from './lock-session.ts';
import { koffiFile } from './peer.ts';
import type { Places } from './places.ts';
import { createPower } from './power.ts';
import { createSessionScreen } from './session-screen.ts';
import { readSystemProxy } from './system-proxy.ts';
import { createWifi } from './wifi.ts';
import { createCalledFolders } from './wipe/called-folders.ts';
import { darwinCalls } from './wipe/darwin-calls.ts';
import { keptPathsOf } from './wipe/kept.ts';
import { createMacWipe } from './wipe/mac-wipe.ts';

export interface MacConnectionOptions {
  readonly places: Places;
  readonly config: AgentConfig;
  readonly log: AgentLog;
  readonly facts: FactsSource;
  readonly sources: Sources;
}

export interface MacPortsOptions extends MacConnectionOptions {
  readonly store: DeviceStore;
  /** Others only in tests. */
  readonly openFolders?: () => OpenFolders;
  readonly startCover?: StartCover;
}

/** The way to the server, for a registration and for the agent. Without a pinned root those that came with the runtime count. */
export function connectMac({ places, config, log, sources }: MacConnectionOptions) {
  const server = new URL(config.server);
  let live: SocketConnector | null = null;
  const network: SwitchingNetwork = createMachineNetwork({
    server,
    rootCertificate: server.protocol === 'https:' ? config.ca : null,
    own: config.proxy,
    ownLocked: config.installed?.initial.proxy.locked === true,
    readSystem: () => readSystemProxy(sources),
    worked: openWorkedFile(places.workedProxyFile),
    nowMs: systemTimers.nowMs,
    switched: () => live?.dropAll(),
    warn: (message, reason) => log.warn(message, { reason }),
  });
  live = createLiveConnector({ server, agent: network.agent });
  return { clock: systemClock, transport: network.transport, network, live };
}

const replaceFile = async (file: string, text: string) => writeWhole(file, text);

/** Where a Mac is, macOS tells apps alone, and it has no SIM. */
export function createMacPorts(options: MacPortsOptions): MachinePorts {
  const { places, config, store, log, facts, sources } = options;
  const {
    openFolders = () => createCalledFolders(loadKoffi(places, koffiFile), darwinCalls(process.arch)),
    startCover = createStartCover(places),
  } = options;
  return {
    ...connectMac(options),
    timers: systemTimers,
    random: systemRandom,
    store,
    platform: {
      screen: createSessionScreen({
        look: () => readConsoleSession(sources),
        ways: lockWays(sources, places.ownCommand),
        own: createOwnCover({
          file: desiredFile(places.screenFile, { readFile, replaceFile }, Date.now),
          start: startCover,
          nowMs: systemTimers.nowMs,
          warn: (message, reason) => log.warn(message, { reason }),
        }),
        helper: createSessionHelper(sources, places.sharedScreenFile, (message, reason) =>
          log.warn(message, { reason }),
        ),
        loginText: createLoginText(sources, places.loginTextFile),
        language: config.installed?.initial.language ?? 'ja',
        every,
      }),
      power: createPower(sources),
      wipe: createMacWipe({ sources, kept: keptPathsOf(places), openFolders }),
      media: createKeyMedia({ sources, log, every }),
      wifi: createWifi(sources),
      sims: notSupportedHere,
      facts,
      inventory: createInventoryCollector(places.ownCommand, options.config.installed?.initial.inventorySections),
      location: notSupportedHere,
      updates: createUpdates({ platform: 'macos', programFolder: places.programFolder, environment: process.env }),
    },
    log,
  };
}
