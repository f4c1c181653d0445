/** Agents of others over HTTP: each answered in its own words, let in by a secret alone, held to its group and its organization. */
import { promisify } from 'node:util';
import { gunzipSync, gzip, gzipSync, inflateSync } from 'node:zlib';
import type { AgentIntakeList, AgentIntakeMade, DeviceGroup, DeviceList, DeviceSummary } from '@sekisho/contracts';
import { agentBodyMaxBytes } from '@sekisho/server/features/other-agents/unpack-body';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addOrganization,
  type ConsoleClient,
  rowsOf,
  setupRequest,
  startWorld,
  type World,
} from '../administration/console-client.ts';
import {
  type AgentReply,
  fusionInventory,
  glpiInventory,
  ocsInventory,
  postToIntake,
  prolog,
  toldOf,
} from './agent-documents.ts';

let world: World;
let nowMs = Date.now();
beforeAll(async () => {
  const clock = { now: () => nowMs, monotonicMs: () => performance.now() };
  world = await startWorld({ environment: { clock } });
});
afterAll(() => world[Symbol.asyncDispose]());

const make = (
  name: string,
  changes: { groupId?: number; expiresInDays?: number } = {},
  of: ConsoleClient = world.admin,
) => of.ok<AgentIntakeMade>('POST', '/api/v1/agent-intakes', { name, groupId: 0, expiresInDays: 30, ...changes });
const post = (body: Parameters<typeof postToIntake>[1], options: Parameters<typeof postToIntake>[2]) =>
  postToIntake(world.server.url, body, options);
const devicesNamed = async (keyword: string, of = world.admin): Promise<DeviceSummary[]> =>
  (await of.ok<DeviceList>('GET', `/api/v1/devices?keyword=${keyword}`)).items;
const jsonOf = ({ body }: AgentReply) => JSON.parse(body.toString()) as Record<string, unknown>;
const agentId = { 'glpi-agent-id': '3c2f1a5e-0000-4000-8000-000000000001' };

test('GLPI Agent: asks in XML, is answered in JSON, makes contact and posts its inventory', async () => {
  const { secret } = await make('GLPI');
  const asked = await post(prolog('a'), { secret, headers: agentId });
  expect(asked).toMatchObject({ status: 200, mediaType: 'application/json' });
  expect(jsonOf(asked)).toMatchObject({ status: 'ok', expiration: 24 });
  const contact = { action: 'contact', deviceid: 'a', name: 'GLPI-Agent', 'enabled-tasks': ['inventory', 'collect'] };
  expect(jsonOf(await post(contact, { secret, headers: agentId }))).toMatchObject({
    status: 'ok',
    expiration: 24,
    tasks: { inventory: { server: 'glpi' } },
  });
  const sent = gzipSync(JSON.stringify(glpiInventory(toldOf(1))));
  expect(jsonOf(await post(sent, { secret, headers: agentId }))).toEqual({ status: 'ok' });
  expect(await devicesNamed('MOVED-1')).toMatchObject([
    { clientKind: 'glpi-agent', state: 'inventory-only', osName: 'Windows 11 Pro', policyCode: 'A01', group: null },
  ]);
});

test('XML is answered in XML, packed as it came', async () => {
  const { secret } = await make('XML');
  const zlib = await post(prolog('b'), { secret });
  expect(zlib).toMatchObject({ status: 200, mediaType: 'application/x-compress-zlib' });
  expect(inflateSync(zlib.body).toString()).toContain('<RESPONSE>SEND</RESPONSE><PROLOG_FREQ>24</PROLOG_FREQ>');
  const plain = await post(Buffer.from(fusionInventory(toldOf(2))), {
    secret,
    headers: { 'content-type': 'text/xml' },
  });
  expect(plain).toMatchObject({ status: 200, mediaType: 'application/xml' });
  const gzipped = await post(gzipSync(ocsInventory(toldOf(3))), {
    secret,
    headers: { 'content-type': 'application/x-compress' },
  });
  expect(gunzipSync(gzipped.body).toString()).toContain('<RESPONSE>');
  expect((await devicesNamed('MOVED')).map(({ clientKind }) => clientKind)).toEqual(
    expect.arrayContaining(['fusioninventory-agent', 'ocs-agent']),
  );
});

test('without a secret of ours nobody gets in, and is told how', async () => {
  const { secret } = await make('closed');
  const challenge = 'Basic realm="Sekisho"';
  for (const options of [
    {},
    { secret: 'guessed' },
    { headers: { authorization: `Bearer ${secret}` } },
    { headers: { authorization: 'Basic !' } },
  ])
    expect(await post(prolog('c'), options)).toMatchObject({ status: 401, challenge });
  const refused = await post(glpiInventory(toldOf(4)), { headers: agentId });
  expect(jsonOf(refused)).toMatchObject({ status: 'error', message: expect.stringMatching(/./) });
  expect(await devicesNamed('MOVED-4')).toEqual([]);
});

test('what is stored of a secret lets nobody in, and it is told once only', async () => {
  const { secret, intake } = await make('stolen database');
  const rows =
    JSON.stringify(await rowsOf(world.server, 'agent_intakes')) +
    JSON.stringify(await rowsOf(world.server, 'audit_log'));
  expect(rows).not.toContain(secret);
  const row = (await rowsOf(world.server, 'agent_intakes')).find(({ id }) => id === intake.id);
  expect(
    await post(prolog('d'), { secret: Buffer.from(row?.['secret_hash'] as Buffer).toString('hex') }),
  ).toMatchObject({
    status: 401,
  });
  const listed = await world.admin.ok<AgentIntakeList>('GET', '/api/v1/agent-intakes');
  expect(JSON.stringify(listed)).not.toContain(secret);
  expect(listed.items[0]).toMatchObject({ name: 'stolen database', devices: 0, lastUse: null });
});

test('revoked or expired, it is refused; devices stay; who came last is kept', async () => {
  const { secret, intake } = await make('ends', { expiresInDays: 1 });
  expect(await post(glpiInventory(toldOf(5)), { secret })).toMatchObject({ status: 200 });
  const ofIt = async () =>
    (await world.admin.ok<AgentIntakeList>('GET', '/api/v1/agent-intakes')).items.find(({ id }) => id === intake.id);
  expect(await ofIt()).toMatchObject({ devices: 1, lastUse: { address: '127.0.0.1', agent: 'Tester' } });
  nowMs += 25 * 3_600_000;
  const { loginId, password } = setupRequest;
  await world.admin.ok('POST', '/api/v1/session', { loginId, password });
  const expired = await post(glpiInventory(toldOf(6)), { secret, headers: agentId });
  expect(expired).toMatchObject({ status: 403 });
  expect(jsonOf(expired)).toMatchObject({ status: 'error', message: expect.stringContaining('expired') });
  for (let time = 0; time < 2; time += 1) await world.admin.ok('POST', `/api/v1/agent-intakes/${intake.id}/revocation`);
  expect(await post(prolog('e'), { secret })).toMatchObject({ status: 403 });
  expect(await devicesNamed('MOVED-5')).toHaveLength(1);
  expect(await devicesNamed('MOVED-6')).toEqual([]);
  const audit = (await rowsOf(world.server, 'audit_log')).filter(({ action }) =>
    String(action).startsWith('agent-intake.'),
  );
  expect(audit.filter(({ action }) => action === 'agent-intake.revoked')).toHaveLength(1);
});

test('as many can be used at a time as there may be; revoked ones keep no other away, and are listed after those', async () => {
  const list = async () => (await world.admin.ok<AgentIntakeList>('GET', '/api/v1/agent-intakes')).items;
  const first = await make('first');
  await sql`insert into agent_intakes (organization_id, id, name, secret_hash, group_id, group_name, created_at, expires_at)
    select organization_id, gen_random_uuid(), 'many ' || n, sha256(('many ' || n)::bytea), 0, '', created_at + interval '1 second',
      expires_at
    from agent_intakes, generate_series(1, 600) n where id = ${first.intake.id}`.execute(world.server.database.db);
  const one = { name: 'one more', groupId: 0, expiresInDays: 30 };
  expect(await world.admin.refusal('POST', '/api/v1/agent-intakes', one)).toMatchObject({
    status: 409,
    code: 'agent-intake-limit',
  });
  await sql`update agent_intakes set revoked_at = now() where name like 'many %'`.execute(world.server.database.db);
  await make('one more');
  const names = (await list()).map(({ name }) => name);
  expect(names).toHaveLength(500);
  expect(names).toEqual(expect.arrayContaining(['first', 'one more']));
  await sql`delete from agent_intakes where name like 'many %'`.execute(world.server.database.db);
});

test('devices go into the group of the address, and count as contracted', async () => {
  const group = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '大阪支社' });
  const { secret } = await make('Osaka', { groupId: group.id });
  expect(await post(glpiInventory(toldOf(7)), { secret })).toMatchObject({ status: 200 });
  expect(await devicesNamed('MOVED-7')).toMatchObject([{ group: { id: group.id } }]);
  const other = await addOrganization(world.server, 'suzuki');
  const theirs = await make('theirs', {}, other);
  for (let number = 20; number < 30; number += 1)
    expect(await post(glpiInventory(toldOf(number)), { secret: theirs.secret })).toMatchObject({ status: 200 });
  const full = await post(glpiInventory(toldOf(30)), { secret: theirs.secret, headers: agentId });
  expect(full).toMatchObject({ status: 403 });
  expect(jsonOf(full)).toMatchObject({ status: 'error' });
  expect((await devicesNamed('MOVED', other)).length).toBe(10);
  expect(await other.refusal('POST', `/api/v1/agent-intakes/${theirs.intake.id}/revocation`)).toMatchObject({
    code: undefined,
  });
  const { intake } = await make('ours');
  expect(await other.refusal('POST', `/api/v1/agent-intakes/${intake.id}/revocation`)).toMatchObject({ status: 404 });
  expect(
    await other.refusal('POST', '/api/v1/agent-intakes', { name: 'x', groupId: group.id, expiresInDays: 1 }),
  ).toMatchObject({
    code: 'group-not-found',
  });
});

test('what is no message, too long, or asks for what is not here, is refused in the form of the agent', async () => {
  const { secret } = await make('hostile');
  // In a thread of its own: whoever keeps the server waiting is not let in.
  const bomb = await promisify(gzip)(Buffer.alloc(64 * 1024 * 1024));
  const cases: readonly (readonly [string | Buffer | Record<string, unknown>, number])[] = [
    [bomb, 400],
    [Buffer.alloc(agentBodyMaxBytes + 1), 413],
    [Buffer.from('{"action":'), 400],
    [Buffer.alloc(0), 400],
    ['<!DOCTYPE a [<!ENTITY b "c">]><REQUEST><QUERY>&b;</QUERY></REQUEST>', 400],
    ['<REQUEST><QUERY>SNMPQUERY</QUERY></REQUEST>', 400],
    [{ action: 'get_params' }, 400],
    [glpiInventory(toldOf(8), { itemtype: 'Printer' }), 400],
  ];
  for (const [body, status] of cases) {
    const reply = await post(body, { secret, headers: agentId });
    expect(reply).toMatchObject({ status, mediaType: 'application/json' });
    expect(jsonOf(reply)).toMatchObject({ status: 'error', message: expect.stringMatching(/./) });
  }
  const xml = await post('<REQUEST><QUERY>SNMPQUERY</QUERY></REQUEST>', { secret });
  expect(inflateSync(xml.body).toString()).toMatch(/<REPLY><ERROR>.+<\/ERROR><\/REPLY>/);
});
