/** API tokens: shown once, no more than their creator may, over at once when revoked. */
import type { ApiToken, ApiTokenCreated, ApiTokenList } from '@sekisho/contracts';
import { systemClock } from '@sekisho/server/platform/clock';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addOrganization, rowsOf, setupRequest, startWorld, type World } from './console-client.ts';

let world: World;
let offsetMs = 0;
beforeAll(async () => {
  const clock = { ...systemClock, now: () => systemClock.now() + offsetMs };
  world = await startWorld({ environment: { clock } });
});
afterAll(() => world[Symbol.asyncDispose]());

const hourMs = 3_600_000;
const request = { name: 'CI', permissions: ['devices.read', 'tokens.write'], expiresAt: null };
const create = (changes: object = {}) =>
  world.admin.ok<ApiTokenCreated>('POST', '/api/v1/api-tokens', { ...request, ...changes });

it('is made with a secret that is stored only as a hash', async () => {
  const { token, secret } = await create();
  expect(secret).toMatch(/^sks_[\w-]{43}$/);
  expect(token).toMatchObject({ name: 'CI', prefix: secret.slice(0, 8), lastUsedAt: null, expiresAt: null });
  expect(JSON.stringify(await rowsOf(world.server, 'api_tokens'))).not.toContain(secret);
  expect(JSON.stringify(await world.admin.ok('GET', '/api/v1/api-tokens'))).not.toContain(secret);
});

it('may what it was given and nothing else, and is seen to be used', async () => {
  const { token, secret } = await create({ name: 'used' });
  const client = world.client(secret);
  await client.ok('GET', '/api/v1/devices');
  expect(await client.refusal('GET', '/api/v1/policies')).toMatchObject({ status: 403, code: 'permission-denied' });
  const { items } = await world.admin.ok<ApiTokenList>('GET', '/api/v1/api-tokens');
  expect(items.find((item: ApiToken) => item.id === token.id)?.lastUsedAt).not.toBeNull();
});

it('needs no page of ours: a program says nothing of where it comes from', async () => {
  const { secret } = await create({ name: 'program' });
  const answer = await world.client(secret).call('POST', '/api/v1/api-tokens', {
    body: { ...request, permissions: ['devices.read'] },
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(answer.status).toBe(201);
});

it('gives nobody more than they have', async () => {
  const { secret } = await create({ name: 'small' });
  const refused = await world.client(secret).refusal('POST', '/api/v1/api-tokens', {
    ...request,
    permissions: ['system.write'],
  });
  expect(refused).toMatchObject({ status: 403, code: 'permission-denied' });
});

it('cannot be turned into a log-in', async () => {
  const { secret } = await create({ name: 'all', permissions: ['administrators.write', 'administrators.read'] });
  const refused = await world.client(secret).refusal('PATCH', '/api/v1/administrators/me', { language: 'en' });
  expect(refused).toMatchObject({ status: 403, code: 'permission-denied' });
});

it('is over at once when revoked; a second time there is none', async () => {
  const { token, secret } = await create({ name: 'short life' });
  const client = world.client(secret);
  await client.ok('GET', '/api/v1/devices');
  await world.admin.ok('DELETE', `/api/v1/api-tokens/${token.id}`);
  expect((await client.refusal('GET', '/api/v1/devices')).status).toBe(401);
  expect(await world.admin.refusal('DELETE', `/api/v1/api-tokens/${token.id}`)).toMatchObject({
    status: 404,
    code: 'api-token-not-found',
  });
  const { items } = await world.admin.ok<ApiTokenList>('GET', '/api/v1/api-tokens');
  expect(items.map((item) => item.id)).not.toContain(token.id);
});

it('ends when it expires', async () => {
  const expiresAt = new Date(systemClock.now() + offsetMs + hourMs).toISOString();
  const { secret } = await create({ name: 'an hour', expiresAt });
  await world.client(secret).ok('GET', '/api/v1/devices');
  offsetMs += hourMs + 1;
  expect((await world.client(secret).refusal('GET', '/api/v1/devices')).status).toBe(401);
});

it('is made by somebody who has shown lately who it is', async () => {
  const refused = await world.admin.refusal('POST', '/api/v1/api-tokens', request);
  expect(refused).toMatchObject({ status: 403, code: 'proof-required' });
  await world.admin.ok('POST', '/api/v1/session/proof', { password: setupRequest.password });
  await create();
});

it.each([
  ['no permission', { permissions: [] }, '/permissions'],
  ['an unknown one', { permissions: ['everything'] }, '/permissions/0'],
  ['no name', { name: '' }, '/name'],
  ['a day that is none', { expiresAt: '2026-02-31' }, '/expiresAt'],
])('is refused with %s', async (_what, changes, field) => {
  const refused = await world.admin.refusal('POST', '/api/v1/api-tokens', { ...request, ...changes });
  expect(refused).toMatchObject({ status: 400, code: 'validation-failed' });
  expect(refused.fields).toContain(field);
});

it('is unknown to another organization', async () => {
  const { token, secret } = await create({ name: 'ours' });
  const other = await addOrganization(world.server, 'other-admin');
  expect((await other.ok<ApiTokenList>('GET', '/api/v1/api-tokens')).items).toEqual([]);
  expect((await other.refusal('DELETE', `/api/v1/api-tokens/${token.id}`)).status).toBe(404);
  await world.client(secret).ok('GET', '/api/v1/devices');
});
