/** What a standalone client writes (I04): one device's inventory, encrypted to its organization as `<clientId>.icrt`. */
import { type Static, Type } from 'typebox';
import { DeviceFacts } from './device/enrol.ts';
import { InventoryRequest } from './device/inventory.ts';
import { EnrolmentToken } from './installer-configuration.ts';
import { Uuid } from './primitives.ts';

/** What was collected in one run of a client that does not stay: sent by on-demand clients, encrypted by standalone ones. */
export const CollectedInventory = Type.Object({
  /** Derived from the hardware: the same at each run on the same machine. */
  clientId: Uuid,
  installerToken: EnrolmentToken,
  facts: DeviceFacts,
  ...InventoryRequest.properties,
});
export type CollectedInventory = Static<typeof CollectedInventory>;

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
