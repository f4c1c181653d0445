/** Everything an agent is given: the same loop runs on a real machine, in the simulator and under a test's clock. */
import type { Clock, Random, Timers } from './clock.ts';
import type { DeviceStore } from './device-store.ts';
import type { Log } from './log.ts';
import type {
  FactsSource,
  InventoryCollector,
  LocationSource,
  NotSupportedHere,
  Power,
  Screen,
  Wipe,
} from './machine.ts';
import type { Network } from './network.ts';
import type { RemovableMedia, SimReader, Wifi } from './surroundings.ts';
import type { LiveConnector, Transport } from './transport.ts';
import type { Updates } from './updates.ts';

/** What differs from platform to platform. Each port must be given, or be said not to be supported. */
export interface PlatformPorts {
  readonly screen: Screen;
  readonly power: Power | NotSupportedHere;
  readonly wipe: Wipe | NotSupportedHere;
  readonly media: RemovableMedia | NotSupportedHere;
  readonly wifi: Wifi | NotSupportedHere;
  readonly sims: SimReader | NotSupportedHere;
  readonly facts: FactsSource;
  readonly inventory: InventoryCollector;
  readonly location: LocationSource | NotSupportedHere;
  readonly updates: Updates | NotSupportedHere;
}

export interface AgentPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly store: DeviceStore;
  readonly transport: Transport;
  /** Null: no live connection; the device is reached at its check-ins only. */
  readonly live: LiveConnector | null;
  /** Null: the way to the server is as it was given, and no policy changes it. */
  readonly network: Network | null;
  readonly platform: PlatformPorts;
  readonly log: Log;
  /** Called once when this machine, a copy of another, has become a device of its own: the agent has ended, and what is stored is the new one's. */
  readonly parted?: () => void;
  /** Ends the agent so that it is started again, in the version that is due then. */
  readonly restart?: () => void;
}
