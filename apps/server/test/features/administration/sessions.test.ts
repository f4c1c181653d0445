/** Log-in, log-out, cookies, lock-out, one's own account. */
import { request as httpsRequest } from 'node:https';
import type { Problem, Session } from '@sekisho/contracts';
import { systemClock } from '@sekisho/server/platform/clock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleClient, rowsOf, setupRequest, startWorld, type World } from './console-client.ts';

let world: World;
let offsetMs = 0;
const pass = (ms: number) => {
  offsetMs += ms;
};
beforeAll(async () => {
  const clock = { ...systemClock, now: () => systemClock.now() + offsetMs };
  world = await startWorld({ environment: { clock } });
});
afterAll(() => world[Symbol.asyncDispose]());

const right = { loginId: setupRequest.loginId, password: setupRequest.password };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

async function loggedIn(): Promise<ConsoleClient> {
  const client = world.client();
  await client.ok('POST', '/api/v1/session', right);
  return client;
}

describe('log-in', () => {
  it('answers who and what, and sets a cookie that scripts and other sites do not get', async () => {
    const client = world.client();
    const answer = await client.call<Session>('POST', '/api/v1/session', { body: right });
    expect(answer.body).toMatchObject({
      administrator: { loginId: 'tanaka' },
      organization: { name: '株式会社テスト' },
    });
    expect(answer.headers.get('set-cookie')).toMatch(/^sekisho=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await client.ok<Session>('GET', '/api/v1/session')).toEqual(answer.body);
  });

  it('binds the cookie to the host over HTTPS', async () => {
    const cookies = await new Promise<string[] | undefined>((resolve, reject) => {
      const call = httpsRequest(
        `${world.server.tlsUrl}/api/v1/session`,
        { method: 'POST', rejectUnauthorized: false, headers: { 'content-type': 'application/json' } },
        (response) => {
          response.resume();
          resolve(response.headers['set-cookie']);
        },
      );
      call.on('error', reject);
      call.end(JSON.stringify(right));
    });
    expect(cookies?.[0]).toMatch(/^__Host-sekisho=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  });

  it('stores no cookie that could be used', async () => {
    const client = await loggedIn();
    const secret = client.cookie?.split('=')[1] ?? '';
    const sessions = await rowsOf(world.server, 'sessions');
    expect(sessions.map((row) => (row['id_hash'] as Buffer).toString('base64url'))).not.toContain(secret);
  });

  it('makes a session of its own, whatever cookie was planted', async () => {
    const client = world.client();
    client.cookie = `sekisho=${'A'.repeat(43)}`;
    await client.ok('POST', '/api/v1/session', right);
    expect(client.cookie).not.toContain('A'.repeat(43));
  });

  it('ends the session it was asked from', async () => {
    const client = await loggedIn();
    const before = world.client();
    before.cookie = client.cookie;
    await client.ok('POST', '/api/v1/session', right);
    expect((await before.refusal('GET', '/api/v1/session')).status).toBe(401);
    await client.ok('GET', '/api/v1/session');
  });

  it.each([
    ['a wrong password', { ...right, password: 'green tea at ten!' }],
    ['an unknown login id', { ...right, loginId: 'suzuki' }],
  ])('refuses %s alike', async (_what, body) => {
    const answer = await world.client().call<Problem>('POST', '/api/v1/session', { body });
    expect([answer.status, answer.body.code]).toEqual([401, 'login-refused']);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it.each([
    ['ja', 'ログインできませんでした。'],
    ['en', 'You could not be logged in.'],
  ] as const)('says so in %s', async (language, title) => {
    const answer = await world.client().call<Problem>('POST', '/api/v1/session', {
      body: { loginId: 'nobody', password: 'x' },
      language,
    });
    expect(answer.body.title).toBe(title);
  });

  it('wants both fields', async () => {
    const refused = await world.client().refusal('POST', '/api/v1/session', { loginId: '' });
    expect(refused).toEqual({ status: 400, code: 'validation-failed', fields: ['/password', '/loginId'] });
  });
});

describe('lock-out', () => {
  beforeEach(() => pass(25 * hourMs));
  const attempt = async (loginId: string, password = 'wrong wrong wrong') =>
    world.client().call<Problem>('POST', '/api/v1/session', { body: { loginId, password } });

  it.each(['tanaka', 'no-such-person'])('closes for %s after five failures, and opens again', async (loginId) => {
    for (let index = 0; index < 5; index += 1) expect((await attempt(loginId)).status).toBe(401);
    const closed = await attempt(loginId, setupRequest.password);
    expect([closed.status, closed.body.code]).toEqual([429, 'login-locked']);
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(25);
    expect(Number(closed.headers.get('retry-after'))).toBeLessThanOrEqual(30);
    pass(31_000);
    expect((await attempt(loginId)).status).toBe(401);
    const again = await attempt(loginId);
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(30);
  });

  it('gives many at once no more guesses than one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt('kato')));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
  });

  it('forgets failures at a success', async () => {
    for (let index = 0; index < 4; index += 1) await attempt('tanaka');
    expect((await attempt('tanaka', setupRequest.password)).status).toBe(200);
    for (let index = 0; index < 4; index += 1) expect((await attempt('tanaka')).status).toBe(401);
    expect((await attempt('tanaka', setupRequest.password)).status).toBe(200);
  });
});

describe('a session', () => {
  it('lasts while it is used, and ends when it is not', async () => {
    const client = await loggedIn();
    for (let index = 0; index < 3; index += 1) {
      pass(11 * hourMs);
      await client.ok('GET', '/api/v1/session');
    }
    pass(12 * hourMs + minuteMs);
    expect((await client.refusal('GET', '/api/v1/session')).status).toBe(401);
  });

  it('ends after a week, however much it is used', async () => {
    const client = await loggedIn();
    for (let index = 0; index < 15; index += 1) {
      pass(11 * hourMs);
      await client.ok('GET', '/api/v1/session');
    }
    pass(4 * hourMs);
    expect((await client.refusal('GET', '/api/v1/session')).status).toBe(401);
  });

  it('ends at log-out, twice as well', async () => {
    const client = await loggedIn();
    const stolen = world.client();
    stolen.cookie = client.cookie;
    const answer = await client.call('DELETE', '/api/v1/session');
    expect(answer.status).toBe(204);
    expect(client.cookie).toBeUndefined();
    expect((await stolen.refusal('GET', '/api/v1/policies')).status).toBe(401);
    expect((await stolen.call('DELETE', '/api/v1/session')).status).toBe(204);
  });

  it('is of no use to pages of other sites', async () => {
    const client = await loggedIn();
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      const answer = await client.call<Problem>('POST', '/api/v1/groups', { body: { name: 'x' }, headers });
      expect([answer.status, answer.body.code]).toEqual([403, 'cross-site-refused']);
    }
    expect(await rowsOf(world.server, 'device_groups')).toEqual([]);
  });
});

describe("one's own account", () => {
  it('changes e-mail and language', async () => {
    const client = await loggedIn();
    await client.ok('PATCH', '/api/v1/administrators/me', { email: 'new@example.jp', language: 'en' });
    const session = await client.ok<Session>('GET', '/api/v1/session');
    expect(session.administrator).toMatchObject({ email: 'new@example.jp', language: 'en' });
  });

  it.each([
    ['no current password', { newPassword: 'a quiet evening' }, 400, 'current-password-wrong', ['/currentPassword']],
    [
      'a wrong one',
      { newPassword: 'a quiet evening', currentPassword: 'x' },
      400,
      'current-password-wrong',
      ['/currentPassword'],
    ],
    [
      'a weak new one',
      { newPassword: 'aaaaaaaaaaaa', currentPassword: setupRequest.password },
      400,
      'password-too-weak',
      ['/newPassword'],
    ],
    ['an e-mail in full width', { email: 'ａ@example.jp' }, 400, 'validation-failed', ['/email']],
  ])('refuses %s', async (_what, body, status, code, fields) => {
    const client = await loggedIn();
    expect(await client.refusal('PATCH', '/api/v1/administrators/me', body)).toEqual({ status, code, fields });
  });

  it('ends every other session with a new password', async () => {
    pass(25 * hourMs);
    const [here, there] = [await loggedIn(), await loggedIn()];
    const newPassword = 'a quiet evening';
    await here.ok('PATCH', '/api/v1/administrators/me', { newPassword, currentPassword: setupRequest.password });
    await here.ok('GET', '/api/v1/session');
    expect((await there.refusal('GET', '/api/v1/session')).status).toBe(401);
    expect((await there.refusal('POST', '/api/v1/session', right)).code).toBe('login-refused');
    await there.ok('POST', '/api/v1/session', { ...right, password: newPassword });
    await here.ok('PATCH', '/api/v1/administrators/me', {
      newPassword: setupRequest.password,
      currentPassword: newPassword,
    });
  });

  it('lists who administers, without a hash', async () => {
    const client = await loggedIn();
    const { items } = await client.ok<{ items: object[] }>('GET', '/api/v1/administrators');
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toMatch(/scrypt|hash/);
  });

  it('leaves a trace of each of these acts', async () => {
    const actions = (await rowsOf(world.server, 'audit_log')).map((row) => row['action']);
    expect(new Set(actions)).toEqual(
      new Set(['organization.founded', 'session.begun', 'session.ended', 'administrator.changed']),
    );
  });
});
