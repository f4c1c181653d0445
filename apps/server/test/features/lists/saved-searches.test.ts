/** Saved searches: one's own and shared ones, who may change which, and what is left when an administrator goes. */
import type {
  AdministratorCreated,
  AuditLog,
  DeviceGroup,
  SavedSearch,
  SavedSearchList,
  SavedSearchSave,
} from '@sekisho/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConsoleClient, startWorld, type World } from '../administration/console-client.ts';

const path = '/api/v1/saved-searches';
const password = 'a quiet evening';
let world: World;
let admin: ConsoleClient;
let second: ConsoleClient;
let ofGroup: ConsoleClient;
let secondId: string;

beforeAll(async () => {
  world = await startWorld();
  admin = world.admin;
  const group = await admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '営業部' });
  const create = async (loginId: string, role: object) => {
    const body = { loginId, email: `${loginId}@example.jp`, language: 'ja', welcome: 'password', password, ...role };
    const { administrator } = await admin.ok<AdministratorCreated>('POST', '/api/v1/administrators', body);
    const client = world.client();
    await client.ok('POST', '/api/v1/session', { loginId, password });
    return { client, id: administrator.id };
  };
  const other = await create('second', { role: 'organization', groupIds: [] });
  [second, secondId] = [other.client, other.id];
  ofGroup = (await create('group-admin', { role: 'group', groupIds: [group.id] })).client;
});
afterAll(() => world[Symbol.asyncDispose]());

const search = (name: string, shared = false): SavedSearchSave => ({
  name,
  shared,
  view: { keyword: '営業', group: 'none', unseenDays: 30, software: 7, sort: '-lastSeenAt' },
});
const names = async (client: ConsoleClient) =>
  (await client.ok<SavedSearchList>('GET', path)).items.map(
    ({ name, mayChange }) => `${name}${mayChange ? '' : ' (read)'}`,
  );

it('are seen by who made them, and by everybody where they are shared; the audit log tells', async () => {
  const own = await admin.ok<SavedSearch>('POST', path, search(' 長期不在 '));
  expect(own).toMatchObject({ ...search('長期不在'), mayChange: true });
  await second.ok('POST', path, search('shared', true));
  await ofGroup.ok('POST', path, search('mine'));
  expect(await names(admin)).toEqual(['shared', '長期不在']);
  expect(await names(second)).toEqual(['shared']);
  expect(await names(ofGroup)).toEqual(['mine', 'shared (read)']);
  const { items } = await admin.ok<AuditLog>('GET', '/api/v1/audit-log?action=saved-search.saved');
  expect(items.map(({ detail }) => detail)).toEqual([
    { name: 'mine', shared: false },
    { name: 'shared', shared: true },
    { name: '長期不在', shared: false },
  ]);
});

it('of others are not found; shared ones are changed by whole-organization administrators', async () => {
  const { items } = await admin.ok<SavedSearchList>('GET', path);
  const [shared, own] = items.map(({ id }) => `${path}/${id}`) as [string, string];
  for (const client of [second, ofGroup]) {
    expect(await client.refusal('PUT', own, search('x'))).toMatchObject({
      status: 404,
      code: 'saved-search-not-found',
    });
    expect(await client.refusal('DELETE', own)).toMatchObject({ status: 404, code: 'saved-search-not-found' });
  }
  expect(await ofGroup.refusal('DELETE', shared)).toMatchObject({ status: 403, code: 'permission-denied' });
  expect(await ofGroup.refusal('POST', path, search('for all', true))).toMatchObject({ status: 403 });
  await admin.ok('PUT', shared, { ...search('renamed', true), view: { state: 'offline' } });
  expect((await ofGroup.ok<SavedSearchList>('GET', path)).items[1]?.view).toEqual({ state: 'offline' });
});

it('have names of their own', async () => {
  expect((await admin.refusal('POST', path, search('長期不在'))).code).toBe('saved-search-name-taken');
  expect((await admin.refusal('POST', path, search('renamed', true))).code).toBe('saved-search-name-taken');
  expect((await admin.refusal('POST', path, search('  '))).code).toBe('name-blank');
  await second.ok('POST', path, search('長期不在'));
});

it.each([{ view: { keyword: '' } }, { view: { later: 1 } }, { view: { unseenSince: '2026' } }, { name: '' }])(
  'that make no sense are refused: %j',
  async (change) => {
    expect(await admin.refusal('POST', path, { ...search('x'), ...change })).toMatchObject({ status: 400 });
  },
);

it('are no more than a menu can hold', async () => {
  await sql`insert into saved_searches (organization_id, id, administrator_id, login_id, name, shared, view)
    select organization_id, gen_random_uuid(), id, login_id, 'n' || i, false, '{}' from administrators, generate_series(1, 200) as i
    where login_id = 'group-admin'`.execute(world.server.database.db);
  expect((await ofGroup.refusal('POST', path, search('one more'))).code).toBe('saved-searches-too-many');
});

it('that are shared outlive who made them, others go', async () => {
  await admin.ok('DELETE', `/api/v1/administrators/${secondId}`);
  const { items } = await admin.ok<SavedSearchList>('GET', path);
  expect(items.map(({ name, madeBy }) => [name, madeBy])).toEqual([
    ['renamed', null],
    ['長期不在', expect.any(String)],
  ]);
  const { rows } = await sql`select from saved_searches where login_id = 'second' and not shared`.execute(
    world.server.database.db,
  );
  expect(rows).toHaveLength(0);
});

it('are deleted', async () => {
  for (const { id } of (await admin.ok<SavedSearchList>('GET', path)).items) await admin.ok('DELETE', `${path}/${id}`);
  expect(await names(admin)).toEqual([]);
});
