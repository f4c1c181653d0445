/** /api/v1/installers: settings, what was made of them, and the files. */
import {
  InstallerDownload,
  InstallerDownloadCreate,
  InstallerDownloadPage,
  InstallerDownloadQuery,
  type InstallerPackage,
  InstallerPackageList,
  InstallerSetting,
  InstallerSettingCreate,
  InstallerSettingList,
  InstallerSettingSave,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { decodePosition, encodePosition } from './download-cursor.rules.ts';
import type { FoundPackage, InstallerDownloads } from './installer-downloads.service.ts';
import type { DownloadRow } from './installer-downloads.store.ts';
import type { InstallerSettings } from './installer-settings.service.ts';
import type { SettingRow } from './installer-settings.store.ts';
import { sendInstaller } from './send-installer.ts';

const ById = Type.Object({ id: Uuid });
const Content = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });
const defaultLimit = 50;

function packageOf({ maker, found }: FoundPackage): InstallerPackage {
  const { id, platform, clientKinds, extension } = maker;
  const missing = found !== null && 'tool' in found ? found : null;
  const built = found !== null && 'agentVersion' in found ? found : null;
  return {
    id,
    platform,
    clientKinds: [...clientKinds],
    extension,
    agentVersion: built?.agentVersion ?? '',
    builtAt: built === null ? null : new Date(built.builtAtMs).toISOString(),
    bytes: built?.bytes ?? null,
    architectures: [...(built?.architectures ?? [])],
    signed: built?.signed ?? false,
    missing,
  };
}

function settingOf({ createdAt, updatedAt, ...row }: SettingRow): InstallerSetting {
  return { ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

function downloadOf({ format: _format, initial: _initial, ...row }: DownloadRow): InstallerDownload {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    url: `/api/v1/installers/downloads/${row.id}/file`,
  };
}

function settingsRoutes(settings: InstallerSettings): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/installers/settings',
      operationId: 'listInstallerSettings',
      summary: 'Settings of installers, by platform, kind and name',
      access: { permission: 'installers.read' },
      schema: { response: { 200: InstallerSettingList } },
      handler: async ({ principal }) => ({ items: (await settings.list(principal.organizationId)).map(settingOf) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/installers/settings',
      operationId: 'createInstallerSetting',
      summary: 'Keep a setting for installers of a platform and kind',
      access: { permission: 'installers.write' },
      schema: { body: InstallerSettingCreate, response: { 201: InstallerSetting } },
      handler: async ({ principal, body }) => settingOf(await settings.create(principal, body)),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/installers/settings/:id',
      operationId: 'saveInstallerSetting',
      summary: 'Save a setting, unless somebody else did since it was read; installers made before stay as they are',
      access: { permission: 'installers.write' },
      schema: { params: ById, body: InstallerSettingSave, response: { 200: InstallerSetting } },
      handler: async ({ principal, params, body }) => settingOf(await settings.save(principal, params.id, body)),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/installers/settings/:id',
      operationId: 'deleteInstallerSetting',
      summary: 'Delete a setting; installers made of it stay good until they are revoked or expire',
      access: { permission: 'installers.write' },
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await settings.delete(principal, params.id);
        return null;
      },
    }),
  ];
}

function downloadsRoutes(downloads: InstallerDownloads): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/installers/packages',
      operationId: 'listInstallerPackages',
      summary: 'Packages that installers are made of, and what is missing for others',
      access: { permission: 'installers.read' },
      schema: { response: { 200: InstallerPackageList } },
      handler: async () => ({ items: (await downloads.packages()).map(packageOf) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/installers/settings/:id/downloads',
      operationId: 'makeInstaller',
      summary: 'Make an installer of a setting for a group: devices that register with it belong there',
      access: { permission: 'installers.download' },
      schema: { params: ById, body: InstallerDownloadCreate, response: { 201: InstallerDownload } },
      handler: async ({ principal, params, body }) => downloadOf(await downloads.make(principal, params.id, body)),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/installers/downloads',
      operationId: 'listInstallerDownloads',
      summary: 'Installers that were made, newest first: every one, or those of a group administrator’s groups',
      access: { permission: 'installers.read' },
      schema: { querystring: InstallerDownloadQuery, response: { 200: InstallerDownloadPage } },
      handler: async ({ principal, query: { cursor, limit = defaultLimit, ...filter } }) => {
        const after = cursor === undefined ? null : decodePosition(cursor);
        const rows = await downloads.list(principal, { filter, after, limit: limit + 1 });
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        const more = rows.length > limit && last !== undefined;
        return { items: shown.map(downloadOf), nextCursor: more ? encodePosition(last) : null };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/installers/downloads/:id/revocation',
      operationId: 'revokeInstaller',
      summary: 'Let nobody register with an installer any more; devices that did stay registered',
      access: { permission: 'installers.download' },
      schema: { params: ById, response: { 200: InstallerDownload } },
      handler: async ({ principal, params }) => downloadOf(await downloads.revoke(principal, params.id)),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/installers/downloads/:id/file',
      operationId: 'getInstallerFile',
      summary: 'The installer itself, whole or in part; it lets devices register, so keep it as a password',
      access: { permission: 'installers.download' },
      sentAsIs: true,
      schema: { params: ById, response: { 200: Content, 206: Content } },
      handler: ({ principal, params, headers, reply }) =>
        sendInstaller(downloads, principal, params.id, headers, reply),
    }),
  ];
}

export function clientDeploymentRoutes(settings: InstallerSettings, downloads: InstallerDownloads): AnyRoute[] {
  return [...settingsRoutes(settings), ...downloadsRoutes(downloads)];
}
