/** The check-in: POST /device/v1/check-in. */
import { type Static, Type } from 'typebox';
import { ApprovableText } from '../approval.ts';
import { Base64Url, EpochMs, PolicyCode, Revision, SignedText, Uuid } from '../primitives.ts';
import { DeviceFacts } from './enrol.ts';

/** Number of an item: far from the end of what the server's columns hold. */
const ItemNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const LockMode = Type.Union([
  Type.Literal('unlocked'),
  Type.Literal('timer'),
  Type.Literal('remote'),
  Type.Literal('sim'),
  Type.Literal('wiping'),
  Type.Literal('deregistered'),
]);
export type LockMode = Static<typeof LockMode>;

const Iccid = Type.Union([Type.String({ maxLength: 32 }), Type.Null()]);

export const LockReport = Type.Object({
  mode: LockMode,
  screen: Type.Union([
    Type.Literal('none'),
    Type.Literal('timer'),
    Type.Literal('remote'),
    Type.Literal('sim'),
    Type.Literal('wiping'),
  ]),
  releasedUntil: Type.Union([EpochMs, Type.Null()]),
  releasedBy: Type.Optional(Type.Union([Type.Literal('key'), Type.Literal('ssid'), Type.Null()])),
  /** ICCIDs: the SIM that monitoring expects, and the one that was seen last (N19). */
  sim: Type.Optional(Type.Object({ registered: Iccid, present: Iccid })),
});
export type LockReport = Static<typeof LockReport>;

/** What a device can tell; numbers rise per device and are never used twice. Times are the device's trusted time. */
export const CommandResult = Type.Object({
  number: ItemNumber,
  kind: Type.Literal('result'),
  at: EpochMs,
  commandId: Uuid,
  outcome: Type.Union([Type.Literal('done'), Type.Literal('already'), Type.Literal('refused')]),
  /** With `refused`: the code from the catalogue. */
  code: Type.Optional(Type.String({ maxLength: 64 })),
});
export type CommandResult = Static<typeof CommandResult>;

export const deviceEventKinds = [
  'started',
  'ended',
  'registered',
  'timer-locked',
  'timer-unlocked',
  'locked',
  'unlocked',
  'sim-locked',
  'sim-registered',
  'sim-absent',
  'screen-shown',
  'screen-hidden',
  'screen-failed',
  'screen-incomplete',
  'released',
  'release-ended',
  'unlock-key-ignored',
  'shut-down',
  'shut-down-failed',
  'state-lost',
  'command-refused',
  'clock-moved',
  'wipe-began',
  'wipe-receipt',
  'location-state',
  'locations-thinned',
  'proxy-trouble',
  'proxy-recovered',
  'uninstall-refused',
  'uninstalled',
  'agent-updated',
  'agent-update-failed',
] as const;
export type DeviceEventKind = (typeof deviceEventKinds)[number];

/** `what` is one of `deviceEventKinds`; an unknown one (of a newer agent) is stored and shown as it is. */
export const DeviceEvent = Type.Object({
  number: ItemNumber,
  kind: Type.Literal('event'),
  at: EpochMs,
  what: Type.String({ pattern: '^[a-z][a-z-]{0,63}$' }),
  commandId: Type.Optional(Uuid),
  detail: Type.Optional(
    Type.Record(
      Type.String({ maxLength: 64 }),
      Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean(), Type.Null()]),
      { maxProperties: 16 },
    ),
  ),
  /** With `wipe-receipt`: domain `wipe-receipt`, signed by the device. */
  receipt: Type.Optional(SignedText),
});
export type DeviceEvent = Static<typeof DeviceEvent>;

/** Fixes worse than this are no positions (N17). */
export const worstAccuracyM = 25_000;

/** Where a fix comes from; an unknown word (of a newer agent) is stored and shown as it is. */
export const locationSources = ['satellite', 'wifi', 'cell', 'network-address', 'unknown'] as const;
export type LocationSourceName = (typeof locationSources)[number];

/** Where a device was. `accuracyM`: radius of the circle it was in. */
export const LocationFix = Type.Object({
  number: ItemNumber,
  kind: Type.Literal('location'),
  at: EpochMs,
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  accuracyM: Type.Number({ minimum: 0, maximum: worstAccuracyM }),
  source: Type.String({ pattern: '^[a-z][a-z-]{0,31}$' }),
  altitudeM: Type.Optional(Type.Number({ minimum: -20_000, maximum: 100_000 })),
  speedMps: Type.Optional(Type.Number({ minimum: 0, maximum: 20_000 })),
});
export type LocationFix = Static<typeof LocationFix>;

/** What a device says of its positions in the event `location-state`; an unknown word is shown as 'no position'. */
export const locationStates = ['found', 'no-source', 'no-permission', 'no-fix', 'not-supported-here'] as const;
export type LocationState = (typeof locationStates)[number];

/** What is wrong with a lock that stands all the same, in the event `screen-incomplete`; an unknown word is shown as it is. */
export const screenFaults = [
  'own-screen-behind',
  'own-screen-ended',
  'system-message-left',
  'system-message-refused',
] as const;
export type ScreenFault = (typeof screenFaults)[number];

export const maxCheckInItems = 200;

export const CheckInRequest = Type.Object({
  nonce: Type.String({ minLength: 16, maxLength: 64 }),
  settingsRevision: Revision,
  policyCode: Type.Union([PolicyCode, Type.Null()]),
  trustVersion: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  lock: LockReport,
  logonUser: Type.Union([Type.String({ maxLength: 256 }), Type.Null()]),
  /** Only when they changed since the last one the server stored. */
  facts: Type.Optional(DeviceFacts),
  /** In rising order of `number`; oldest first. */
  items: Type.Array(Type.Union([CommandResult, DeviceEvent, LocationFix]), { maxItems: maxCheckInItems }),
});
export type CheckInRequest = Static<typeof CheckInRequest>;

/** `seal` = HMAC-SHA-256 under the grant's seal key over `nonce \n serverTime \n body`. */
export const CheckInAnswer = Type.Object({
  serverTime: EpochMs,
  body: Type.String(),
  seal: Base64Url(64),
});
export type CheckInAnswer = Static<typeof CheckInAnswer>;

/** The JSON in `CheckInAnswer.body`. */
export const CheckInBody = Type.Object({
  /** Only when newer than, or of another policy than, what the device holds. */
  settings: Type.Optional(Type.Object({ settingsRevision: Revision, policyCode: PolicyCode, policy: ApprovableText })),
  /** Versions after the one the device holds, in order. */
  trustChain: Type.Optional(Type.Array(SignedText)),
  /** SignedText of domain `envelope`, in rising order. */
  commands: Type.Array(SignedText),
  /** Items up to and including this number are committed; the device may forget them. */
  storedThrough: Type.Integer({ minimum: 0 }),
  nextCheckInMs: Type.Integer({ minimum: 1000 }),
  /** More is waiting (or more items may be sent): check in again at once. */
  again: Type.Boolean(),
  /** The server was restored from a backup: what it said to hold (facts, inventory) it may have forgotten. */
  tellAnew: Type.Optional(Type.Boolean()),
  /** There may be an update for this device: it asks for it once for each of these numbers. */
  updates: Type.Optional(Revision),
});
export type CheckInBody = Static<typeof CheckInBody>;
