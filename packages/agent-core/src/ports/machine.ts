/** What the machine can do and tell: its screens, its power, its facts and its inventory. */
import type {
  DeviceFacts,
  InventoryContents,
  InventorySectionName,
  LocationSourceName,
  LocationState,
  ScreenFault,
  WipeOutcome,
} from '@sekisho/contracts';
import type { Screen as LockScreenName } from '@sekisho/lock';
import type { EncryptedVolume } from './device-store.ts';

export type ShownScreen = Exclude<LockScreenName, 'none'>;

export interface ScreenContent {
  readonly screen: ShownScreen;
  readonly organizationName: string;
  /** Of the policy; blank where it says nothing. Written by people: the platform cleans them for its screen. */
  readonly message: string;
  readonly telephone: string;
}

export type ScreenEvent =
  /** Every monitor is covered and input is taken; `by` the system's own lock where ours cannot be had. */
  | { readonly type: 'shown'; readonly screen: ShownScreen; readonly by: 'own' | 'system' }
  | { readonly type: 'hidden' }
  /** Something of it could not be had, or can again; what is told of the whole counts all the same. */
  | { readonly type: 'fault'; readonly fault: ScreenFault; readonly over: boolean }
  /** It could not be shown, or has gone; the agent asks again. */
  | { readonly type: 'failed'; readonly reason: string };

/** Both calls return at once and may be repeated; what came of them is told to the listener, at any time. */
export interface Screen {
  show(content: ScreenContent): void;
  hide(): void;
  listen(listener: (event: ScreenEvent) => void): void;
}

export interface Power {
  shutDown(): Promise<void>;
}

export type WipeFileTarget =
  | { readonly kind: 'folder' | 'volume'; readonly path: string }
  | { readonly kind: 'pattern'; readonly path: string; readonly pattern: string };

/** Each call may be repeated after whatever cut it off; what is gone already is not missed. */
export interface Wipe {
  /**
   * Removes what the target names and nothing else.
   * @param note called now and then with what has been removed so far by this call
   */
  remove(target: WipeFileTarget, note: (soFar: WipeOutcome) => void): Promise<WipeOutcome>;
  /** Encrypted volumes that the system, or anything at these paths, lies on. */
  findEncrypted(paths: readonly string[]): Promise<readonly EncryptedVolume[]>;
  /** Destroys every key by which the volume could be opened again. */
  eraseKeys(volume: EncryptedVolume): Promise<WipeOutcome>;
}

/** Said instead of a port by a platform that cannot do it: the device refuses such a command with this code. */
export const notSupportedHere = 'not-supported-here';
export type NotSupportedHere = typeof notSupportedHere;

export interface FactsReading {
  readonly facts: DeviceFacts;
  readonly logonUser: string | null;
  /** What the machine itself is known by, whatever disk is in it (its firmware's UUID); left out where it has none that says anything. */
  readonly machine?: string;
}

/** Looked at before each check-in that is due by the clock: must be cheap. */
export interface FactsSource {
  read(): Promise<FactsReading>;
}

export interface Position {
  /** How long ago the device was there. */
  readonly ageMs: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyM: number;
  readonly source: LocationSourceName;
  /** `null`: not known. */
  readonly altitudeM: number | null;
  readonly speedMps: number | null;
}

export type LocationReading =
  | { readonly found: true; readonly position: Position }
  | { readonly found: false; readonly why: Exclude<LocationState, 'found'> };

/** Asked every 15 minutes at most; gives up by itself where nothing is found in a minute or two. */
export interface LocationSource {
  locate(): Promise<LocationReading>;
}

export interface InventoryCollector {
  /**
   * Sections that could be collected; one that could not is left out.
   * @param wanted of the others nothing is even looked at; `null`: all are
   */
  collect(wanted: readonly InventorySectionName[] | null): Promise<Partial<InventoryContents>>;
}
