/** Set-up by a one-time link: everything an organization begins with, once. */
import type { Problem, SetupAnswer, SetupStatus, SystemInformation } from '@sekisho/contracts';
import { assemble } from '@sekisho/server/wiring';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { createTestDatabase } from '@sekisho/testkit/postgres';
import { recoveryKeyFromText } from '@sekisho/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleClient, rowsOf, setupRequest, setupTokenOf, temporaryFolder } from './console-client.ts';

describe('before set-up', () => {
  let server: InProcessServer;
  let client: ConsoleClient;
  let token: string;
  beforeAll(async () => {
    server = await startInProcess({ assemble });
    client = new ConsoleClient(server.url);
    token = setupTokenOf(server);
  });
  afterAll(() => server.dispose());

  it('says that set-up is needed, and prints the link', async () => {
    expect(await client.ok<SetupStatus>('GET', '/api/v1/setup')).toEqual({ needed: true });
    expect(server.announcements.at(-2)).toBe(`  ${server.platform.addresses.consoleUrl}/setup#token=${token}`);
    expect(server.announcements.at(-1)).toMatch(/^Sekisho is ready: http:\/\/localhost:\d+$/);
  });

  it('keeps no secret of the link', async () => {
    const rows = await rowsOf(server, 'setup_links');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it.each([
    ['another token', { token: 'x'.repeat(43) }, 403, 'setup-link-invalid', []],
    ['a weak password', { password: 'passwordpassword' }, 400, 'password-too-weak', ['/password']],
    ['a short password', { password: 'short' }, 400, 'validation-failed', ['/password']],
    ['the login id as password', { password: 'tanakatanaka' }, 400, 'password-too-weak', ['/password']],
    ['a blank name', { organizationName: ' 　' }, 400, 'name-blank', ['/organizationName']],
    ['no devices', { contractedDevices: 0 }, 400, 'validation-failed', ['/contractedDevices']],
    ['a login id with a space', { loginId: 'ta naka' }, 400, 'validation-failed', ['/loginId']],
    ['another language', { language: 'fr' }, 400, 'validation-failed', ['/language']],
  ])('refuses %s', async (_what, changes, status, code, fields) => {
    const refused = await client.refusal('POST', '/api/v1/setup', { ...setupRequest, token, ...changes });
    expect(refused).toEqual({ status, code, fields });
  });

  it.each([
    ['ja', 'メールアドレスの形式が正しくありません。半角英数字で、例: tanaka@example.jp のように入力してください。'],
    ['en', 'This is not a valid e-mail address. Use half-width letters and digits, as in tanaka@example.jp.'],
  ] as const)('says in %s what is wrong with an e-mail in full width', async (language, detail) => {
    const body = { ...setupRequest, token, email: 'ｔａｎａｋａ＠example.jp' };
    const answer = await client.call<Problem>('POST', '/api/v1/setup', { body, language });
    expect(answer.body.errors).toEqual([{ pointer: '/email', code: 'email-invalid', detail }]);
  });

  it('refuses pages of other sites', async () => {
    const body = { ...setupRequest, token };
    const answer = await client.call<Problem>('POST', '/api/v1/setup', {
      body,
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect([answer.status, answer.body.code]).toEqual([403, 'cross-site-refused']);
  });

  it('is still needed after all that', async () => {
    expect(await client.ok<SetupStatus>('GET', '/api/v1/setup')).toEqual({ needed: true });
  });
});

describe('set-up', () => {
  let server: InProcessServer;
  let answers: { status: number; body: SetupAnswer & Problem }[];
  const clients: ConsoleClient[] = [];
  let token: string;

  beforeAll(async () => {
    server = await startInProcess({ assemble });
    token = setupTokenOf(server);
    clients.push(new ConsoleClient(server.url), new ConsoleClient(server.url), new ConsoleClient(server.url));
    const bodies = clients.map((_client, index) => ({ ...setupRequest, loginId: `admin${index}`, token }));
    answers = await Promise.all(
      clients.map((client, index) =>
        client.call<SetupAnswer & Problem>('POST', '/api/v1/setup', { body: bodies[index] }),
      ),
    );
  });
  afterAll(() => server.dispose());

  it('happens once, however many try at once', async () => {
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    expect(answers.filter((answer) => answer.status === 409).map((answer) => answer.body.code)).toEqual([
      'setup-already-done',
      'setup-already-done',
    ]);
    expect(await rowsOf(server, 'administrators')).toHaveLength(1);
  });

  it('shows the recovery key once and logs in', async () => {
    const winner = answers.findIndex((answer) => answer.status === 201);
    const { recoveryKey, organizationCode } = answers[winner]?.body ?? { recoveryKey: '', organizationCode: '' };
    expect(recoveryKeyFromText(recoveryKey).ok).toBe(true);
    expect(organizationCode).toMatch(/^[0-9A-Z]{10}$/);
    const system = await (clients[winner] as ConsoleClient).ok<SystemInformation>('GET', '/api/v1/system');
    expect(system).toMatchObject({ organizationCode, organizationName: '株式会社テスト', contractedDevices: 10 });
    expect(system.serialNumber).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
  });

  it('is refused afterwards, also to the holder of the link', async () => {
    const client = new ConsoleClient(server.url);
    expect(await client.ok<SetupStatus>('GET', '/api/v1/setup')).toEqual({ needed: false });
    const refused = await client.refusal('POST', '/api/v1/setup', { ...setupRequest, token });
    expect(refused).toMatchObject({ status: 409, code: 'setup-already-done' });
  });

  it('stores neither serial number nor recovery key readably', async () => {
    const winner = answers.findIndex((answer) => answer.status === 201);
    const system = await (clients[winner] as ConsoleClient).ok<SystemInformation>('GET', '/api/v1/system');
    for (const table of ['organizations', 'signing_keys', 'trust_sets', 'audit_log']) {
      const rows = await rowsOf(server, table);
      expect(JSON.stringify(rows)).not.toContain(system.serialNumber);
      expect(JSON.stringify(rows)).not.toContain(answers[winner]?.body.recoveryKey);
    }
  });
});

it('voids the old link when the server starts again before set-up', async () => {
  await using database = await createTestDatabase();
  await using folder = await temporaryFolder();
  const settings = { data: folder.path };
  const first = await startInProcess({ assemble, database, settings });
  const old = setupTokenOf(first);
  await first.dispose();
  const second = await startInProcess({ assemble, database, settings });
  const client = new ConsoleClient(second.url);
  const refused = await client.refusal('POST', '/api/v1/setup', { ...setupRequest, token: old });
  expect(refused).toMatchObject({ status: 403, code: 'setup-link-invalid' });
  await client.ok('POST', '/api/v1/setup', { ...setupRequest, token: setupTokenOf(second) });
  await second.dispose();
  const third = await startInProcess({ assemble, database, settings });
  expect(third.announcements).toHaveLength(1);
  await third.dispose();
});
