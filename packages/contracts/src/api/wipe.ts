/** Wipe as the console sees it: /api/v1/devices/{id}/wipe and /api/v1/devices/wipe. */
import { type Static, Type } from 'typebox';
import { Base64Url, Nullable, OneOf, PolicyCode, Revision, SignedText, Timestamp, Uuid } from '../primitives.ts';
import { WipeOutcome, wipeStages } from '../wipe.ts';
import { WipeTargets } from '../wipe-targets.ts';
import { CommandState } from './devices.ts';

export const WipeReceiptSummary = Type.Object({
  stage: OneOf(wipeStages),
  startedAt: Timestamp,
  /** By the device's trusted time. */
  at: Timestamp,
  /** When the server had verified and stored it. */
  receivedAt: Timestamp,
  outcomes: Type.Array(WipeOutcome),
});
export type WipeReceiptSummary = Static<typeof WipeReceiptSummary>;

export const Wipe = Type.Object(
  {
    id: Uuid,
    state: CommandState,
    /** With `refused`: the device's code. */
    code: Nullable(Type.String()),
    issuedBy: Nullable(Type.String()),
    issuedAt: Timestamp,
    deliveredAt: Nullable(Timestamp),
    executedAt: Nullable(Timestamp),
    completedAt: Nullable(Timestamp),
    /** Void from then on if no device has fetched it. */
    notAfter: Nullable(Timestamp),
    policyCode: PolicyCode,
    policyRevision: Revision,
    targets: WipeTargets,
    /** In the order of their stages. */
    receipts: Type.Array(WipeReceiptSummary),
  },
  { title: 'Wipe' },
);
export type Wipe = Static<typeof Wipe>;

/** GET /devices/{id}/wipe: what a wipe would erase now, and the latest one. */
export const DeviceWipe = Type.Object({
  policyCode: PolicyCode,
  policyName: Type.String(),
  policyRevision: Revision,
  /** Those of the policy that this device's platform has. */
  targets: WipeTargets,
  latest: Nullable(Wipe),
  /** The same hardware has been registered anew since. */
  registeredAgain: Nullable(Type.Object({ deviceId: Uuid, at: Timestamp })),
});
export type DeviceWipe = Static<typeof DeviceWipe>;

/** What a person has typed and seen: another name, or a policy saved meanwhile, wipes nothing. */
const Confirmation = {
  computerName: Type.String({ minLength: 1, maxLength: 255, description: 'the device’s name, typed by a person' }),
  policyRevision: Revision,
};

/** POST /devices/{id}/wipe. */
export const WipeRequest = Type.Object(Confirmation);
export type WipeRequest = Static<typeof WipeRequest>;

/** POST /devices/wipe: each device for itself. */
export const BulkWipeRequest = Type.Object({
  devices: Type.Array(Type.Object({ deviceId: Uuid, ...Confirmation }), { minItems: 1, maxItems: 100 }),
});
export type BulkWipeRequest = Static<typeof BulkWipeRequest>;

/** GET /devices/{id}/wipe/receipt: to be checked by anybody, without this server. */
export const WipeReceiptFile = Type.Object({
  intent: Type.String(),
  /** SPKI DER of the device's key. */
  devicePublicKey: Base64Url(256),
  receipts: Type.Array(SignedText),
});
export type WipeReceiptFile = Static<typeof WipeReceiptFile>;
