/** The list of downloads by keyword, system and state, page by page: what is found, and that nobody finds what is not theirs. */
import type { DeviceGroup, InstallerDownload, InstallerDownloadPage, InstallerSetting } from '@sekisho/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganization, type ConsoleClient } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import { anInstallerSetting, smallPackages } from './small-packages.ts';

const packages = smallPackages();
let world: DeviceWorld;
let admin: ConsoleClient;
let stranger: ConsoleClient;
/** By the name of its setting. */
const made = new Map<string, InstallerDownload>();

const api = '/api/v1/installers';
const wanted = { packageId: 'linux-run', groupId: 0, expiresInDays: 30, maximumUses: 5 };

async function download(name: string, changes: object = {}): Promise<InstallerDownload> {
  const { id } = await admin.ok<InstallerSetting>('POST', `${api}/settings`, { ...anInstallerSetting, name });
  const installer = await admin.ok<InstallerDownload>('POST', `${api}/settings/${id}/downloads`, {
    ...wanted,
    ...changes,
  });
  made.set(name, installer);
  return installer;
}

async function found(query: string, client = admin): Promise<string[]> {
  const names: string[] = [];
  let cursor = '';
  do {
    const page = await client.ok<InstallerDownloadPage>('GET', `${api}/downloads?limit=2&${query}${cursor}`);
    names.push(...page.items.map(({ settingName }) => settingName));
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  return names;
}

beforeAll(async () => {
  world = await startDeviceWorld({ assemble: packages.assemble });
  admin = world.admin;
  stranger = await addOrganization(world.server, 'stranger');
  const group = await admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '100%_営業' });
  await download('first');
  await download('of a group', { groupId: group.id });
  const { id } = await download('revoked', { maximumUses: null });
  await admin.ok('POST', `${api}/downloads/${id}/revocation`);
  const [used, expired, both] = [
    await download('used up'),
    await download('expired'),
    await download('expired, used up'),
  ];
  const { db } = world.server.database;
  await sql`update installer_downloads set uses = maximum_uses where id in (${used.id}, ${both.id})`.execute(db);
  await sql`update installer_downloads set expires_at = created_at where id in (${expired.id}, ${both.id})`.execute(db);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

describe('downloads', () => {
  it.each([
    ['', ['expired, used up', 'expired', 'used up', 'revoked', 'of a group', 'first']],
    ['state=usable', ['of a group', 'first']],
    ['state=used-up', ['used up']],
    ['state=expired', ['expired, used up', 'expired']],
    ['state=revoked', ['revoked']],
    ['platform=linux&state=revoked', ['revoked']],
    ['platform=windows', []],
    [`keyword=${encodeURIComponent('%_営')}`, ['of a group']],
    ['keyword=expired', ['expired, used up', 'expired']],
    ['keyword=Expired', []],
    ['keyword=OnDemandClientLinux&state=usable', ['of a group', 'first']],
    ['keyword=%25first', []],
  ])('of %j', async (query, names) => {
    expect(await found(query)).toEqual(names);
  });

  it('are found by the person who made them, by nobody of another organization', async () => {
    expect(await found('keyword=tanaka')).toHaveLength(made.size);
    expect(await found('keyword=first', stranger)).toEqual([]);
  });

  it.each(['state=lost', 'platform=beos', 'keyword=', `keyword=${'x'.repeat(201)}`])('refuse %s', async (query) => {
    expect(await admin.refusal('GET', `${api}/downloads?${query}`)).toMatchObject({ status: 400 });
  });
});
