/** Inventory in sections with content hashes: PUT /device/v1/inventory. */
import { type Static, Type } from 'typebox';
import { EpochMs, Sha256Hex } from '../primitives.ts';

const Text = (maxLength = 500) => Type.String({ maxLength });
const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const HardwareSection = Type.Object({
  manufacturer: Text(),
  model: Text(),
  serialNumber: Text(),
  uuid: Text(),
  chassis: Text(),
  biosVendor: Text(),
  biosVersion: Text(),
  biosDate: Text(),
  boardManufacturer: Text(),
  boardModel: Text(),
  virtualization: Text(),
  processors: Type.Array(
    Type.Object({
      model: Text(),
      cores: Type.Integer(),
      threads: Type.Integer(),
      maxMhz: Type.Union([Type.Number(), Type.Null()]),
    }),
    { maxItems: 256 },
  ),
  memoryBytes: Bytes,
  swapBytes: Bytes,
});
export const OperatingSystemSection = Type.Object({
  name: Text(),
  version: Text(),
  kernel: Text(),
  architecture: Text(),
  hostname: Text(),
  timeZone: Text(),
  locale: Text(),
  installedAt: Type.Union([EpochMs, Type.Null()]),
  bootedAt: Type.Union([EpochMs, Type.Null()]),
  /** The system, or a function of the client, waits for a restart (I07); not there where nobody can tell. */
  restartPending: Type.Optional(Type.Boolean()),
});
export const DisksSection = Type.Object({
  disks: Type.Array(
    Type.Object({
      name: Text(),
      model: Text(),
      serialNumber: Text(),
      sizeBytes: Bytes,
      rotational: Type.Boolean(),
      removable: Type.Boolean(),
    }),
    { maxItems: 512 },
  ),
  volumes: Type.Array(
    Type.Object({
      device: Text(),
      mountPoint: Text(4096),
      fileSystem: Text(),
      sizeBytes: Bytes,
      freeBytes: Bytes,
      encrypted: Type.Boolean(),
    }),
    { maxItems: 2048 },
  ),
});
export const NetworkSection = Type.Object({
  interfaces: Type.Array(
    Type.Object({
      name: Text(),
      macAddress: Text(),
      kind: Type.Union([
        Type.Literal('ethernet'),
        Type.Literal('wifi'),
        Type.Literal('loopback'),
        Type.Literal('virtual'),
        Type.Literal('other'),
      ]),
      up: Type.Boolean(),
      mtu: Type.Integer(),
      speedMbps: Type.Union([Type.Integer(), Type.Null()]),
      addresses: Type.Array(Text(64), { maxItems: 256 }),
    }),
    { maxItems: 512 },
  ),
  gateways: Type.Array(Text(64), { maxItems: 64 }),
  dnsServers: Type.Array(Text(64), { maxItems: 64 }),
});
export const SoftwareSection = Type.Object({
  packages: Type.Array(
    Type.Object({
      name: Text(),
      version: Text(),
      architecture: Text(64),
      publisher: Text(),
      source: Type.Union([
        Type.Literal('dpkg'),
        Type.Literal('rpm'),
        Type.Literal('registry'),
        Type.Literal('bundle'),
        Type.Literal('other'),
      ]),
      installedAt: Type.Union([EpochMs, Type.Null()]),
    }),
    { maxItems: 20_000 },
  ),
});
export const UsersSection = Type.Object({
  logonUser: Type.Union([Text(256), Type.Null()]),
  sessions: Type.Array(
    Type.Object({ user: Text(256), seat: Text(), kind: Text(), since: Type.Union([EpochMs, Type.Null()]) }),
    { maxItems: 512 },
  ),
});

/** Every section the server takes, by name. */
export const inventorySections = {
  hardware: HardwareSection,
  'operating-system': OperatingSystemSection,
  disks: DisksSection,
  network: NetworkSection,
  software: SoftwareSection,
  users: UsersSection,
} as const;
export type InventorySectionName = keyof typeof inventorySections;
export type InventoryContents = { [Name in InventorySectionName]: Static<(typeof inventorySections)[Name]> };

/** `hash` is SHA-256 of the content's text; `content` is that very text (JSON) and is left out when the server had it. */
export const InventoryRequest = Type.Object({
  collectedAt: EpochMs,
  sections: Type.Array(
    Type.Object({
      name: Type.String({ maxLength: 64 }),
      hash: Sha256Hex,
      content: Type.Optional(Type.String({ maxLength: 8_388_608 })),
    }),
    { maxItems: 32 },
  ),
});
export type InventoryRequest = Static<typeof InventoryRequest>;

/** `wanted`: sections the server does not hold under that hash; send them whole. */
export const InventoryAnswer = Type.Object({ wanted: Type.Array(Type.String()) });
export type InventoryAnswer = Static<typeof InventoryAnswer>;
