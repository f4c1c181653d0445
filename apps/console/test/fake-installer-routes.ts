/** Client deployment in the fake API: settings with revisions, downloads that are kept. */
import {
  type InstallerDownloadCreate,
  type InstallerSetting,
  type InstallerSettingCreate,
  type InstallerSettingSave,
  installerFileName,
} from '@sekisho/contracts';
import { Refused } from './fake-refused.ts';
import type { Call, FakeState, Handler } from './fake-routes.ts';
import * as world from './fake-world.ts';

function settingOf(state: FakeState, id: string | undefined): InstallerSetting {
  const setting = state.installerSettings.find((each) => each.id === id);
  if (setting === undefined) throw new Refused(404, 'installer-setting-not-found');
  return setting;
}

function refuseTakenName(
  state: FakeState,
  wanted: Pick<InstallerSetting, 'platform' | 'clientKind' | 'name'>,
  id = '',
) {
  const { platform, clientKind, name } = wanted;
  const isTaken = state.installerSettings.some(
    (each) => each.id !== id && each.platform === platform && each.clientKind === clientKind && each.name === name,
  );
  if (isTaken) throw new Refused(409, 'installer-setting-name-taken');
}

function create(state: FakeState, { body }: Call): InstallerSetting {
  const wanted = body as InstallerSettingCreate;
  refuseTakenName(state, wanted);
  const at = new Date(world.nowMs).toISOString();
  const setting: InstallerSetting = {
    ...wanted,
    id: world.uuid(2050 + state.installerSettings.length),
    revision: 1,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'admin',
  };
  state.installerSettings.push(setting);
  return setting;
}

function save(state: FakeState, { ids, body }: Call): InstallerSetting {
  const { revision, ...changed } = body as InstallerSettingSave;
  const setting = settingOf(state, ids[0]);
  if (setting.revision !== revision) throw new Refused(409, 'installer-setting-changed-meanwhile');
  refuseTakenName(state, { ...setting, ...changed }, setting.id);
  return Object.assign(setting, changed, { revision: revision + 1, updatedBy: 'admin' });
}

function download(state: FakeState, { ids, body }: Call) {
  const { packageId, groupId, architecture = null, expiresInDays, maximumUses } = body as InstallerDownloadCreate;
  const { id: settingId, name: settingName, platform, clientKind } = settingOf(state, ids[0]);
  const made = state.installerPackages.find(({ id }) => id === packageId);
  if (made?.builtAt == null) throw new Refused(409, 'installer-package-unavailable');
  const groupName = state.groups.find(({ id }) => id === groupId)?.name ?? '';
  const { extension, agentVersion } = made;
  const id = world.uuid(2150 + state.installerDownloads.length);
  const fileName = installerFileName({
    platform,
    architecture,
    clientKind,
    settingName,
    organizationCode: world.session.organization.code,
    groupId,
    groupName,
    extension,
  });
  const entry = {
    ...{ id, settingId, settingName, platform, clientKind, packageId, agentVersion, fileName, groupId, groupName },
    createdAt: new Date(world.nowMs).toISOString(),
    createdBy: 'admin',
    expiresAt: new Date(Date.now() + expiresInDays * 86_400_000).toISOString(),
    uses: 0,
    maximumUses,
    revokedAt: null,
    url: `/api/v1/installers/downloads/${id}/file`,
  };
  state.installerDownloads.unshift(entry);
  return entry;
}

function listDownloads(state: FakeState, { query }: Call) {
  const keyword = query.get('keyword') ?? '';
  const items = state.installerDownloads.filter(
    ({ settingName, groupName, fileName, createdBy, platform, revokedAt }) =>
      [settingName, groupName, fileName, createdBy ?? ''].some((text) => text.includes(keyword)) &&
      (query.get('platform') ?? platform) === platform &&
      (query.get('state') !== 'revoked' || revokedAt !== null),
  );
  return { items, nextCursor: null };
}

export const installerRoutes: [method: string, pattern: RegExp, handler: Handler][] = [
  ['GET', /^\/installers\/packages$/, (state) => ({ items: state.installerPackages })],
  ['GET', /^\/installers\/settings$/, (state) => ({ items: state.installerSettings })],
  ['POST', /^\/installers\/settings$/, create],
  ['PUT', /^\/installers\/settings\/([^/]+)$/, save],
  [
    'DELETE',
    /^\/installers\/settings\/([^/]+)$/,
    (state, { ids }) => {
      const { id } = settingOf(state, ids[0]);
      state.installerSettings = state.installerSettings.filter((each) => each.id !== id);
    },
  ],
  ['POST', /^\/installers\/settings\/([^/]+)\/downloads$/, download],
  ['GET', /^\/installers\/downloads$/, listDownloads],
  ['GET', /^\/installers\/downloads\/([^/]+)\/file$/, () => 'the bytes of an installer'],
  [
    'POST',
    /^\/installers\/downloads\/([^/]+)\/revocation$/,
    (state, { ids }) =>
      Object.assign(state.installerDownloads.find(({ id }) => id === ids[0]) ?? {}, {
        revokedAt: new Date(world.nowMs).toISOString(),
      }),
  ],
];
