/** Administrators of administrators: made, changed, deleted; the last of the whole organization stays; sessions and tokens follow at once. */
import type {
  Administrator,
  AdministratorCreate,
  AdministratorCreated,
  AdministratorList,
  ApiTokenCreated,
  DeviceGroup,
  Problem,
  Session,
} from '@sekisho/contracts';
import { permissions } from '@sekisho/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addOrganization, type ConsoleClient, rowsOf, setupRequest, startWorld, type World } from './console-client.ts';

let world: World;
let group: DeviceGroup;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  group = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '営業部' });
});
afterAll(() => world[Symbol.asyncDispose]());

const password = 'a quiet evening';
const path = '/api/v1/administrators';

function request(changes: Partial<AdministratorCreate> = {}): AdministratorCreate {
  count += 1;
  return {
    loginId: `person-${count}`,
    email: `person-${count}@example.jp`,
    language: 'ja',
    role: 'organization',
    groupIds: [],
    welcome: 'password',
    password,
    ...changes,
  };
}

async function make(changes: Partial<AdministratorCreate> = {}): Promise<Administrator> {
  return (await world.admin.ok<AdministratorCreated>('POST', path, request(changes))).administrator;
}

async function logIn(loginId: string, word = password): Promise<ConsoleClient> {
  const client = world.client();
  await client.ok('POST', '/api/v1/session', { loginId, password: word });
  return client;
}

const isLoggedIn = async (client: ConsoleClient) => (await client.call('GET', '/api/v1/session')).status === 200;
const ofGroup = () => ({ role: 'group' as const, groupIds: [group.id] });

describe('an administrator', () => {
  it('is made with a password, of the whole organization or of groups, and logs in', async () => {
    const whole = await make();
    expect(whole).toMatchObject({ role: 'organization', groups: [], state: 'active', secondFactor: false });
    const some = await make(ofGroup());
    expect(some).toMatchObject({ role: 'group', groups: [{ id: group.id, name: '営業部' }] });
    const session = await (await logIn(some.loginId)).ok<Session>('GET', '/api/v1/session');
    expect(session.administrator.role).toBe('group');
    expect(session.permissions).not.toContain('system.read');
    expect(session.permissions).not.toContain('policies.write');
    const { items } = await world.admin.ok<AdministratorList>('GET', path);
    expect(items.map(({ loginId }) => loginId)).toEqual(expect.arrayContaining([whole.loginId, some.loginId]));
  });

  it.each([
    ['ja', '半角英数字'],
    ['en', 'half-width'],
  ] as const)('is told in %s, at the field, of an e-mail in full width', async (language, word) => {
    const body = request({ email: 'ｔａｎａｋａ＠example.jp' });
    const answer = await world.admin.call<Problem>('POST', path, { body, language });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer: '/email', code: 'email-invalid' }]);
    expect(answer.body.errors?.[0]?.detail).toContain(word);
  });

  it.each([
    ['a login id that is taken', { loginId: setupRequest.loginId }, 409, 'login-id-taken', ['/loginId']],
    ['no group', { role: 'group', groupIds: [] }, 400, 'groups-missing', ['/groupIds']],
    ['a group that is none', { role: 'group', groupIds: [999] }, 404, 'group-not-found', ['/groupIds']],
    ['a weak password', { password: 'aaaaaaaaaaaa' }, 400, 'password-too-weak', ['/password']],
    ['no password', { password: undefined }, 400, 'password-too-weak', ['/password']],
    ['a login id with signs', { loginId: '田中' }, 400, 'validation-failed', ['/loginId']],
    ['mail, where there is none', { welcome: 'mail' }, 409, 'mail-not-set-up', []],
  ] as const)('is refused with %s', async (_what, changes, status, code, fields) => {
    const before = (await rowsOf(world.server, 'administrators')).length;
    const refused = await world.admin.refusal('POST', path, { ...request(), ...changes });
    expect(refused).toEqual({ status, code, fields });
    expect(await rowsOf(world.server, 'administrators')).toHaveLength(before);
  });

  it('is not made twice under one login id, not even at once', async () => {
    const body = request();
    const answers = await Promise.all(Array.from({ length: 4 }, () => world.admin.call('POST', path, { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('keeps the login id for life', async () => {
    const { id, loginId } = await make();
    const changed = await world.admin.ok<Administrator>('PATCH', `${path}/${id}`, {
      loginId: 'somebody-else',
      email: 'new@example.jp',
      language: 'en',
    });
    expect(changed).toMatchObject({ loginId, email: 'new@example.jp', language: 'en' });
  });

  it('is unknown to another organization', async () => {
    const { id } = await make();
    const other = await addOrganization(world.server, 'other-admin');
    expect((await other.ok<AdministratorList>('GET', path)).items).toHaveLength(1);
    for (const [method, at, body] of [
      ['PATCH', `${path}/${id}`, { email: 'x@example.jp' }],
      ['DELETE', `${path}/${id}`, undefined],
      ['POST', `${path}/${id}/link`, { by: 'link' }],
    ] as const) {
      expect(await other.refusal(method, at, body)).toMatchObject({ status: 404, code: 'administrator-not-found' });
    }
    const refused = await other.refusal('POST', path, { ...request(), role: 'group', groupIds: [group.id] });
    expect(refused.code).toBe('group-not-found');
  });

  it('leaves a trace of what was done, without the password', async () => {
    const { id } = await make();
    await world.admin.ok('PATCH', `${path}/${id}`, { password: 'another evening' });
    await world.admin.ok('DELETE', `${path}/${id}`);
    const rows = (await rowsOf(world.server, 'audit_log')).filter((row) => row['target'] === `administrator:${id}`);
    expect(rows.map((row) => row['action'])).toEqual([
      'administrator.created',
      'administrator.changed',
      'administrator.deleted',
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/evening/);
  });
});

describe('sessions end', () => {
  let administrator: Administrator;
  let client: ConsoleClient;
  beforeEach(async () => {
    administrator = await make(ofGroup());
    client = await logIn(administrator.loginId);
  });
  const change = (body: object) => world.admin.ok('PATCH', `${path}/${administrator.id}`, body);

  it.each([
    ['the role', { role: 'organization' }],
    ['the password', { password: 'another evening' }],
  ])('with %s', async (_what, body) => {
    await change(body);
    expect(await isLoggedIn(client)).toBe(false);
  });

  it('with the groups', async () => {
    const more = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: `more ${count}` });
    await change({ groupIds: [group.id, more.id] });
    expect(await isLoggedIn(client)).toBe(false);
  });

  it('with the account, which nobody can use again', async () => {
    await world.admin.ok('DELETE', `${path}/${administrator.id}`);
    expect(await isLoggedIn(client)).toBe(false);
    const body = { loginId: administrator.loginId, password };
    expect((await client.refusal('POST', '/api/v1/session', body)).code).toBe('login-refused');
    expect((await world.admin.refusal('DELETE', `${path}/${administrator.id}`)).status).toBe(404);
  });

  it('not with the e-mail, nor with groups that stay the same', async () => {
    await change({ email: 'other@example.jp', groupIds: [group.id], role: 'group' });
    expect(await isLoggedIn(client)).toBe(true);
  });
});

describe('the last administrator of the whole organization', () => {
  it('is neither deleted nor demoted, and nobody does either to the own account', async () => {
    const other = await addOrganization(world.server, 'lonely');
    const { items } = await other.ok<AdministratorList>('GET', path);
    const own = `${path}/${items[0]?.id}`;
    const { id: groupId } = await other.ok<DeviceGroup>('POST', '/api/v1/groups', { name: 'g' });
    const demotion = { role: 'group', groupIds: [groupId] };
    expect((await other.refusal('DELETE', own)).code).toBe('last-organization-administrator');
    expect((await other.refusal('PATCH', own, demotion)).code).toBe('last-organization-administrator');
    // Somebody who was invited and has not come cannot help out.
    await other.ok('POST', path, request({ welcome: 'link' }));
    expect((await other.refusal('DELETE', own)).code).toBe('last-organization-administrator');
    await other.ok('POST', path, request());
    expect((await other.refusal('DELETE', own)).code).toBe('own-account');
    expect((await other.refusal('PATCH', own, demotion)).code).toBe('own-account');
    await other.ok('PATCH', own, { email: 'mine@example.jp', role: 'organization' });
  });

  it('is still there when two delete each other at once', async () => {
    const owner = await addOrganization(world.server, 'first-of-two');
    const first = (await owner.ok<AdministratorList>('GET', path)).items[0];
    const second = (await owner.ok<AdministratorCreated>('POST', path, request())).administrator;
    const other = await logIn(second.loginId);
    const answers = await Promise.all([
      owner.call('DELETE', `${path}/${second.id}`),
      other.call('DELETE', `${path}/${first?.id}`),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const left = (await rowsOf(world.server, 'administrators')).filter((row) =>
      [first?.id, second.id].includes(row['id'] as string),
    );
    expect(left).toHaveLength(1);
  });
});

describe('an API token', () => {
  const token = async (client: ConsoleClient, names: readonly string[]) =>
    world.client(
      (
        await client.ok<ApiTokenCreated>('POST', '/api/v1/api-tokens', {
          name: 'program',
          permissions: names,
          expiresAt: null,
        })
      ).secret,
    );

  it('shrinks with its owner, and ends with the account', async () => {
    const owner = await make();
    const program = await token(await logIn(owner.loginId), permissions);
    await program.ok('GET', '/api/v1/system');
    await world.admin.ok('PATCH', `${path}/${owner.id}`, ofGroup());
    expect((await program.refusal('GET', '/api/v1/system')).code).toBe('permission-denied');
    expect((await program.ok<{ items: { id: number }[] }>('GET', '/api/v1/groups')).items.map(({ id }) => id)).toEqual([
      group.id,
    ]);
    await world.admin.ok('DELETE', `${path}/${owner.id}`);
    expect((await program.refusal('GET', '/api/v1/groups')).status).toBe(401);
  });

  it('makes nobody, and takes over nobody, who may more than itself', async () => {
    const program = await token(world.admin, ['administrators.read', 'administrators.write', 'devices.read']);
    const victim = await make();
    expect((await program.refusal('POST', path, request())).code).toBe('permission-denied');
    for (const [method, at, body] of [
      ['PATCH', `${path}/${victim.id}`, { password: 'another evening' }],
      ['DELETE', `${path}/${victim.id}`, undefined],
      ['POST', `${path}/${victim.id}/link`, { by: 'link' }],
    ] as const) {
      expect((await program.refusal(method, at, body)).code).toBe('permission-denied');
    }
  });
});
