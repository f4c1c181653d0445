/** What is handed out beside the clients (I05): utilities of ours, /api/v1/utilities, and installers of others, /api/v1/add-on-software. */
import { type Static, Type } from 'typebox';
import { ClientPlatform } from '../client-kinds.ts';
import { Nullable, OneOf, Sha256Hex, Timestamp, Uuid } from '../primitives.ts';

/** `run-as`: I13. The others are short ways to a command of the agent. */
export const utilityIds = [
  'run-as',
  'windows-log-folder',
  'windows-support',
  'windows-uninstall',
  'linux-log-folder',
  'linux-support',
  'linux-uninstall',
] as const;
export const UtilityId = OneOf(utilityIds);
export type UtilityId = Static<typeof UtilityId>;

/** `bytes` and `sha256` are of the very file this organization is given; `null` as long as it has not been built. */
export const Utility = Type.Object(
  {
    id: UtilityId,
    platform: ClientPlatform,
    fileName: Type.String(),
    version: Nullable(Type.String()),
    builtAt: Nullable(Timestamp),
    bytes: Nullable(Type.Integer()),
    sha256: Nullable(Sha256Hex),
    signed: Type.Boolean(),
    missing: Nullable(Type.Object({ tool: Type.String(), debianPackage: Type.String() })),
    /** GET, with the session of whoever may make installers. */
    url: Type.String(),
  },
  { title: 'Utility' },
);
export type Utility = Static<typeof Utility>;
export const UtilityList = Type.Object({ items: Type.Array(Utility) });
export type UtilityList = Static<typeof UtilityList>;

/** One file, and how many an organization keeps. */
export const addOnMaxBytes = 512 * 1024 * 1024;
export const addOnMaxFiles = 50;
/** Files are sent in parts of this size, the last one shorter: no request takes long, and one that broke off is made again. */
export const addOnPartBytes = 4 * 1024 * 1024;

/** A name of a file as every system takes it: no way to anywhere, nothing that cannot be seen. */
const AddOnFileName = Type.String({
  minLength: 1,
  maxLength: 150,
  pattern: '^[^\\x00-\\x1f\\x7f"*/:<>?\\\\|]*[^\\x00-\\x1f\\x7f"*/:<>?\\\\| .]$',
});

/** POST /add-on-software: begins a registration. Nobody sees it before its last part is there and it is completed. */
export const AddOnSoftwareCreate = Type.Object({
  platform: ClientPlatform,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  version: Type.String({ minLength: 1, maxLength: 50 }),
  fileName: AddOnFileName,
  bytes: Type.Integer({ minimum: 1, maximum: addOnMaxBytes }),
});
export type AddOnSoftwareCreate = Static<typeof AddOnSoftwareCreate>;
export const AddOnSoftwareBegun = Type.Object({ id: Uuid, partBytes: Type.Integer(), parts: Type.Integer() });
export type AddOnSoftwareBegun = Static<typeof AddOnSoftwareBegun>;

/** PUT /add-on-software/{id}/parts/{part}, counted from 0; the body is that part of the file. */
export const AddOnPartNumber = Type.Integer({ minimum: 0, maximum: Math.ceil(addOnMaxBytes / addOnPartBytes) - 1 });

export const AddOnSoftware = Type.Object(
  {
    id: Uuid,
    platform: ClientPlatform,
    name: Type.String(),
    version: Type.String(),
    fileName: Type.String(),
    bytes: Type.Integer(),
    sha256: Sha256Hex,
    createdAt: Timestamp,
    createdBy: Nullable(Type.String()),
    /** GET, with the session of whoever may make installers. */
    url: Type.String(),
  },
  { title: 'AddOnSoftware' },
);
export type AddOnSoftware = Static<typeof AddOnSoftware>;
export const AddOnSoftwareList = Type.Object({ items: Type.Array(AddOnSoftware) });
export type AddOnSoftwareList = Static<typeof AddOnSoftwareList>;
