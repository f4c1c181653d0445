/** The agent as its owner sees it: how it is started, told things, asked and watched. */
import type {
  ClientKind,
  DeviceEvent,
  DeviceEventKind,
  ErrorCode,
  LocationState,
  ScreenFault,
} from '@sekisho/contracts';
import type { LockMode, Screen as ScreenName } from '@sekisho/lock';
import type { Item } from '../ports/device-store.ts';
import type { TransportErrorKind } from '../ports/transport.ts';

export interface AgentSettings {
  /** `Sekisho-Agent/<version> (<platform>; <architecture>)`. */
  readonly userAgent: string;
  /** What its kind does not have it does not do, whoever asks. */
  readonly clientKind: ClientKind;
  readonly requestTimeoutMs: number;
  /** How often inventory is looked at; by default daily. */
  readonly inventoryIntervalMs: number;
  /** Whether the first inventory goes with the registration, or at its turn. */
  readonly inventoryAtOnce: boolean;
  /** How often the position is looked at, where the policy wants it; by default every 15 minutes. */
  readonly locationIntervalMs: number;
  /** Bounds of every back-off; by default from one second to five minutes. */
  readonly backoff: { readonly baseMs: number; readonly capMs: number };
  /** Instead of the interval that the server asks for: for load tests. */
  readonly fixedIntervalMs?: number;
}

export const defaultAgentSettings: Omit<AgentSettings, 'userAgent'> = {
  clientKind: 'standard',
  requestTimeoutMs: 30_000,
  inventoryIntervalMs: 24 * 3_600_000,
  inventoryAtOnce: true,
  locationIntervalMs: 15 * 60_000,
  backoff: { baseMs: 1_000, capMs: 5 * 60_000 },
};

export type CheckInFailure =
  | TransportErrorKind
  | ErrorCode
  | `http-${number}`
  | 'store-failed'
  | 'stopped'
  | 'deregistered';

export type CheckInOutcome =
  | { readonly ok: true; readonly commands: number; readonly again: boolean }
  | { readonly ok: false; readonly failure: CheckInFailure; readonly detail: string | null };

export type PlatformNotice =
  /** The machine woke up or its clock was set: everything is looked at again. */
  | { readonly type: 'woke' }
  /** Only told, as an event of the device. */
  | { readonly type: 'report'; readonly what: DeviceEventKind; readonly detail: NonNullable<DeviceEvent['detail']> };

export interface AgentStatus {
  readonly deviceId: string;
  readonly organizationName: string;
  readonly mode: LockMode;
  readonly screen: ScreenName;
  /** Whether the screen that should be there has been reported as shown. */
  readonly screenShown: boolean;
  /** What could not be had of it. */
  readonly screenFaults: readonly ScreenFault[];
  readonly releasedUntil: number | null;
  readonly settingsRevision: number;
  readonly policyCode: string | null;
  /** Trusted times. */
  readonly now: number;
  readonly lastCheckInAt: number | null;
  readonly lastInventoryAt: number | null;
  readonly lastFailure: CheckInFailure | null;
  readonly nextCheckInInMs: number | null;
  readonly live: 'off' | 'connecting' | 'connected';
  readonly waitingItems: number;
}

/** For those who watch: the simulator's books, the agent's own journal. Never to steer by. */
export type AgentObservation =
  | { readonly type: 'checked-in'; readonly outcome: CheckInOutcome; readonly tookMs: number }
  | { readonly type: 'items-queued'; readonly items: readonly Item[] }
  | { readonly type: 'items-stored'; readonly through: number }
  | { readonly type: 'screen'; readonly screen: ScreenName }
  | { readonly type: 'inventory-sent' }
  | { readonly type: 'location'; readonly state: LocationState }
  | { readonly type: 'live'; readonly state: AgentStatus['live'] }
  | { readonly type: 'deregistered' };

export interface Agent {
  /** The screen that the stored state asks for is asked for before this returns; the network comes after. */
  start(): void;
  /** Everything stops where it is; the screen stays as it is. Resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** Joins the one that is running, if there is one, but never one that began before this call. */
  checkInNow(): Promise<CheckInOutcome>;
  notice(notice: PlatformNotice): void;
  status(): AgentStatus;
}
