/** Client deployment: /api/v1/installers (I05). */
import { type Static, Type } from 'typebox';
import { ClientArchitecture, ClientKind, ClientPlatform } from '../client-kinds.ts';
import { InitialSettings, InstallerFormat } from '../installer-configuration.ts';
import { Nullable, OneOf, Timestamp, Uuid } from '../primitives.ts';

export const InstallerPackageId = Type.Union([
  Type.Literal('windows-exe'),
  Type.Literal('windows-msi'),
  Type.Literal('windows-program'),
  Type.Literal('macos-pkg'),
  Type.Literal('linux-deb'),
  Type.Literal('linux-rpm'),
  Type.Literal('linux-sh'),
  Type.Literal('linux-run'),
]);
export type InstallerPackageId = Static<typeof InstallerPackageId>;

/** What can be downloaded now. `missing`: the tool without which it cannot be made, and the Debian package that brings it. */
export const InstallerPackage = Type.Object(
  {
    id: InstallerPackageId,
    platform: ClientPlatform,
    clientKinds: Type.Array(ClientKind),
    extension: Type.String(),
    agentVersion: Type.String(),
    builtAt: Nullable(Timestamp),
    bytes: Nullable(Type.Integer()),
    architectures: Type.Array(Type.String()),
    signed: Type.Boolean(),
    missing: Nullable(Type.Object({ tool: Type.String(), debianPackage: Type.String() })),
  },
  { title: 'InstallerPackage' },
);
export type InstallerPackage = Static<typeof InstallerPackage>;
export const InstallerPackageList = Type.Object({ items: Type.Array(InstallerPackage) });
export type InstallerPackageList = Static<typeof InstallerPackageList>;

const SettingName = Type.String({ minLength: 1, maxLength: 100 });

export const InstallerSetting = Type.Object(
  {
    id: Uuid,
    platform: ClientPlatform,
    clientKind: ClientKind,
    name: Type.String(),
    format: InstallerFormat,
    initial: InitialSettings,
    /** Rises with each save; a save names the one it read. */
    revision: Type.Integer(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    updatedBy: Nullable(Type.String()),
  },
  { title: 'InstallerSetting' },
);
export type InstallerSetting = Static<typeof InstallerSetting>;
export const InstallerSettingList = Type.Object({ items: Type.Array(InstallerSetting) });
export type InstallerSettingList = Static<typeof InstallerSettingList>;

/** POST /installers/settings */
export const InstallerSettingCreate = Type.Object({
  platform: ClientPlatform,
  clientKind: ClientKind,
  name: SettingName,
  format: InstallerFormat,
  initial: InitialSettings,
});
export type InstallerSettingCreate = Static<typeof InstallerSettingCreate>;
/** PUT /installers/settings/{id}: what was made for a platform and kind stays of them. */
export const InstallerSettingSave = Type.Object({
  name: SettingName,
  format: InstallerFormat,
  initial: InitialSettings,
  revision: Type.Integer(),
});
export type InstallerSettingSave = Static<typeof InstallerSettingSave>;

/** POST /installers/settings/{id}/downloads: makes an installer for a group; its file is then fetched from `url`. */
export const InstallerDownloadCreate = Type.Object({
  packageId: InstallerPackageId,
  /** 0: no group (whole organization). */
  groupId: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  /** Names the file for one of the package's architectures; without it, for all of them. The content is the same. */
  architecture: Type.Optional(ClientArchitecture),
  expiresInDays: Type.Integer({ minimum: 1, maximum: 3_650 }),
  /** Devices that may register with it; `null`: as many as are contracted. */
  maximumUses: Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
});
export type InstallerDownloadCreate = Static<typeof InstallerDownloadCreate>;

export const InstallerDownload = Type.Object(
  {
    id: Uuid,
    settingId: Nullable(Uuid),
    settingName: Type.String(),
    platform: ClientPlatform,
    clientKind: ClientKind,
    packageId: InstallerPackageId,
    agentVersion: Type.String(),
    fileName: Type.String(),
    groupId: Type.Integer(),
    groupName: Type.String(),
    createdAt: Timestamp,
    createdBy: Nullable(Type.String()),
    expiresAt: Timestamp,
    uses: Type.Integer(),
    maximumUses: Nullable(Type.Integer()),
    revokedAt: Nullable(Timestamp),
    /** GET, with the session of whoever may make installers. */
    url: Type.String(),
  },
  { title: 'InstallerDownload' },
);
export type InstallerDownload = Static<typeof InstallerDownload>;

/** Whether devices can still register with a download, and if not, why: the first that is true, from the last one on. */
export const installerDownloadStates = ['usable', 'used-up', 'expired', 'revoked'] as const;
export type InstallerDownloadState = (typeof installerDownloadStates)[number];

/** Query of GET /installers/downloads. */
export const InstallerDownloadQuery = Type.Object({
  keyword: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'part of the setting, group, file name or login ID, case-sensitive',
    }),
  ),
  platform: Type.Optional(ClientPlatform),
  state: Type.Optional(OneOf(installerDownloadStates)),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export type InstallerDownloadQuery = Static<typeof InstallerDownloadQuery>;

/** GET /installers/downloads: newest first. POST /installers/downloads/{id}/revocation: nobody registers with it any more. */
export const InstallerDownloadPage = Type.Object({
  items: Type.Array(InstallerDownload),
  nextCursor: Nullable(Type.String()),
});
export type InstallerDownloadPage = Static<typeof InstallerDownloadPage>;
