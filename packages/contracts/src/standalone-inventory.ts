/** What a standalone client writes (I04): one device's inventory, encrypted to its organization as `<clientId>.icrt`. */
import { type Static, Type } from 'typebox';
import { DeviceFacts } from './device/enrol.ts';
import { InventoryRequest } from './device/inventory.ts';
import { EnrolmentToken } from './installer-configuration.ts';
import { OneOf, Uuid } from './primitives.ts';

/** What was collected in one run of a client that does not stay: sent by on-demand clients, encrypted by standalone ones. */
export const CollectedInventory = Type.Object({
  /** Derived from the hardware: the same at each run on the same machine. */
  clientId: Uuid,
  installerToken: EnrolmentToken,
  facts: DeviceFacts,
  ...InventoryRequest.properties,
});
export type CollectedInventory = Static<typeof CollectedInventory>;

/** POST /device/v1/on-demand. `older`: the server holds a newer one of this machine, which stays. `own-agent`: its own agent reports it. */
export const collectedOutcomes = ['registered', 'updated', 'unchanged', 'older', 'own-agent'] as const;
export type CollectedOutcome = (typeof collectedOutcomes)[number];
export const CollectedInventoryAnswer = Type.Object({
  deviceId: Uuid,
  organizationName: Type.String(),
  outcome: OneOf(collectedOutcomes),
});
export type CollectedInventoryAnswer = Static<typeof CollectedInventoryAnswer>;

/** The content of a file. Its organization and client stand in the header. */
export const StandaloneInventory = Type.Object({
  version: Type.Literal(1),
  groupId: Type.Integer({ minimum: 0 }),
  groupName: Type.String({ maxLength: 100 }),
  inventory: CollectedInventory,
});
export type StandaloneInventory = Static<typeof StandaloneInventory>;

/** A machine with 20,000 packages stays below both. */
export const icrtMaxBytes = 16 * 1024 * 1024;
export const icrtContentMaxBytes = 48 * 1024 * 1024;

/** Why a file is not taken. */
export const icrtFaultCodes = [
  'not-icrt',
  'icrt-version',
  'wrong-organization',
  'import-key-unknown',
  'damaged',
  'too-large',
] as const;
export type IcrtFaultCode = (typeof icrtFaultCodes)[number];
