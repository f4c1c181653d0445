/** First start without a person: what the environment asks for, once, over restarts and several processes. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session, SystemInformation } from '@sekisho/contracts';
import { permissions } from '@sekisho/contracts';
import { assemble } from '@sekisho/server/wiring';
import { startInProcess } from '@sekisho/testkit/in-process-server';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { recoveryKeyFromText } from '@sekisho/trust';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleClient, rowsOf, temporaryFolder } from './console-client.ts';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await temporaryFolder();
});
afterEach(async () => {
  await database.drop();
  await folder[Symbol.asyncDispose]();
});

const token = 'a-token-of-the-operator-1';
const start = (settings: object = {}) =>
  startInProcess({
    assemble,
    database,
    settings: {
      data: folder.path,
      adminPassword: 'hunter2',
      adminToken: token,
      contractedDevices: 7,
      ...settings,
    },
  });

it('makes administrator, licences, token and recovery key', async () => {
  await using server = await start();
  const client = new ConsoleClient(server.url);
  const session = await client.ok<Session>('POST', '/api/v1/session', { loginId: 'admin', password: 'hunter2' });
  expect(session.permissions.toSorted()).toEqual([...permissions].sort());
  const byToken = new ConsoleClient(server.url, token);
  expect(await byToken.ok<SystemInformation>('GET', '/api/v1/system')).toMatchObject({ contractedDevices: 7 });
  const file = join(folder.path, 'recovery-key.txt');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const key = (await readFile(file, 'utf8')).split('\n').find((line) => /^[0-9A-Z-]{30,}$/.test(line));
  expect(recoveryKeyFromText(key ?? '').ok).toBe(true);
  expect(server.announcements).toContain(
    `The recovery key is in ${file}. Keep it somewhere else, then delete the file.`,
  );
});

it('changes nothing when started again, and knows the token still', async () => {
  const first = await start();
  const before = await rowsOf(first, 'organizations');
  await first.dispose();
  await using second = await start({ adminPassword: 'another password', contractedDevices: 9 });
  expect(await rowsOf(second, 'organizations')).toEqual(before);
  expect(await rowsOf(second, 'api_tokens')).toHaveLength(1);
  const client = new ConsoleClient(second.url, token);
  expect(await client.ok<SystemInformation>('GET', '/api/v1/system')).toMatchObject({ contractedDevices: 7 });
  const refused = await client.refusal('POST', '/api/v1/session', { loginId: 'admin', password: 'another password' });
  expect(refused.code).toBe('login-refused');
});

it('takes another token in place of the first', async () => {
  await (await start()).dispose();
  await using server = await start({ adminToken: 'a-token-of-the-operator-2' });
  const old = await new ConsoleClient(server.url, token).refusal('GET', '/api/v1/system');
  expect(old).toMatchObject({ status: 401, code: 'authentication-required' });
  await new ConsoleClient(server.url, 'a-token-of-the-operator-2').ok('GET', '/api/v1/system');
});

it('keeps a revoked token revoked', async () => {
  const first = await start();
  const client = new ConsoleClient(first.url, token);
  const { items } = await client.ok<{ items: { id: string }[] }>('GET', '/api/v1/api-tokens');
  await client.ok('DELETE', `/api/v1/api-tokens/${items[0]?.id}`);
  await first.dispose();
  await using second = await start();
  const refused = await new ConsoleClient(second.url, token).refusal('GET', '/api/v1/system');
  expect(refused.status).toBe(401);
});

it('makes one organization when two processes start at once', async () => {
  const servers = await Promise.all([start(), start()]);
  const [first] = servers;
  expect(await rowsOf(first, 'organizations')).toHaveLength(1);
  expect(await rowsOf(first, 'administrators')).toHaveLength(1);
  expect(await rowsOf(first, 'api_tokens')).toHaveLength(1);
  for (const server of servers) await new ConsoleClient(server.url, token).ok('GET', '/api/v1/system');
  await Promise.all(servers.map((server) => server.dispose()));
});
