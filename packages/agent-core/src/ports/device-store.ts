/** What a device keeps for good. `commit` is one transaction: after it returns, a power cut changes nothing. */
import type {
  CommandResult,
  DeviceEvent,
  DevicePolicy,
  LocationFix,
  LocationState,
  SignedText,
  WipeOutcome,
  WipeTargets,
} from '@sekisho/contracts';
import type { LockState, TrustedTime } from '@sekisho/lock';
import type { TrustState } from '@sekisho/trust';

export interface Identity {
  readonly deviceId: string;
  readonly organizationId: string;
  readonly organizationName: string;
  /** PKCS #8 DER of the device's key, base64url. */
  readonly privateKey: string;
  readonly registeredAt: number;
}

export interface HeldSettings {
  readonly settingsRevision: number;
  readonly policyCode: string;
  readonly policy: DevicePolicy;
  /** The highest revision ever held of each policy code: an older one is never taken back. */
  readonly policyRevisions: Readonly<Record<string, number>>;
}

/** Which command the lock stands on, and whether its screen has been reported as shown. */
export interface LockCause {
  readonly commandId: string;
  readonly shown: boolean;
}

/** A wipe that has been obeyed, and how far it has come: whatever cuts it off, it goes on from here. */
export interface WipeProgress {
  /** Of its intent. */
  readonly id: string;
  readonly targets: WipeTargets;
  /** Trusted time; `null`: not begun yet. */
  readonly startedAt: number | null;
  /** Of the file targets, as many as are behind it, in their order. */
  readonly outcomes: readonly WipeOutcome[];
  /** What was removed of the next one before it was cut off, as far as it was noted. */
  readonly partial: WipeOutcome | null;
  /** Found before any key was touched: afterwards they could not be found again. */
  readonly encrypted: readonly EncryptedVolume[] | null;
  /** The last word, to be repeated when it is asked for. */
  readonly receipt: SignedText | null;
}

export interface EncryptedVolume {
  readonly path: string;
  /** By which it is known again when names of devices have changed. */
  readonly uuid: string;
}

/** What must survive together: written with every change of the lock. */
export interface Vital {
  readonly lock: LockState;
  readonly time: TrustedTime;
  /** Order number of the last delivery taken. */
  readonly lastOrder: number;
  readonly cause: LockCause | null;
  /** The lock asked for a shut-down that has not been begun. */
  readonly shutDownPending: boolean;
  readonly wipe: WipeProgress | null;
}

export type Item = CommandResult | DeviceEvent | LocationFix;

/** What became of an intent; `null` while it runs (a wipe). */
export interface UsedIntent {
  readonly id: string;
  readonly outcome: CommandResult['outcome'] | null;
  readonly code?: string | undefined;
}

export interface InventoryMark {
  /** Trusted time of the last upload. */
  readonly sentAt: number;
  /** Hash by section, as the server holds them. */
  readonly hashes: Readonly<Record<string, string>>;
}

export interface LocationMark {
  /** Trusted time of the last attempt; `null`: nobody was logged on since. */
  readonly sampledAt: number | null;
  /** Of the newest fix: an older one says nothing new. */
  readonly fixAt: number;
  /** What the server was last told. */
  readonly state: LocationState | null;
}

/** Only what is named is written; all of it or none. */
export interface StoreChange {
  /** Key made before the first answer came, so that a repeated registration is the same device. */
  readonly pendingKey?: string;
  readonly identity?: Identity;
  readonly trust?: TrustState;
  readonly settings?: HeldSettings;
  readonly vital?: Vital;
  readonly used?: readonly UsedIntent[];
  /** Numbers rise above every one in the store. */
  readonly append?: readonly Item[];
  /** Forget items up to and including this number. */
  readonly storedThrough?: number;
  /** Forget these items, unsent. */
  readonly drop?: readonly number[];
  /** Give waiting items new numbers, from this one on, in their order. */
  readonly renumberFrom?: number;
  readonly inventory?: InventoryMark;
  readonly location?: LocationMark;
  /** Hash of the facts the server has; `null`: it has forgotten them. */
  readonly reportedFacts?: string | null;
  /** Shown at the next proof, and given anew with it. */
  readonly mark?: string;
  /** Whatever is stored of the device it was so far goes first. */
  readonly anew?: true;
}

/** As stored; what is damaged or was never written is `null`. `lock` and `time` are still to be parsed. */
export interface StoredDevice {
  readonly pendingKey: string | null;
  readonly identity: Identity | null;
  readonly trust: TrustState | null;
  readonly settings: HeldSettings | null;
  readonly vital: { readonly [Name in keyof Vital]: unknown } | null;
  /** The highest number ever given; `null` where the queue was lost. */
  readonly lastItemNumber: number | null;
  readonly inventory: InventoryMark | null;
  readonly location: LocationMark | null;
  readonly reportedFacts: string | null;
  readonly mark: string | null;
}

export interface DeviceStore {
  load(): StoredDevice;
  /** @throws when it could not be stored; then nothing of it is. */
  commit(change: StoreChange): void;
  /** The high-water mark alone, once a minute. @throws as `commit` */
  saveTime(time: TrustedTime): void;
  /** Waiting items, oldest first. */
  items(limit: number): readonly Item[];
  itemCount(): number;
  used(intentId: string): UsedIntent | null;
  /** Forgets everything, for good: only a device that is no longer registered may. */
  clear(): void;
  close(): void;
}
