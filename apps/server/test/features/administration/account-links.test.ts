/** Invitations and forgotten passwords: by mail through a real mail server, or by a link that is handed over. */
import type { AccountLink, AdministratorCreated, AdministratorList, MailTest } from '@sekisho/contracts';
import { systemClock } from '@sekisho/server/platform/clock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleClient, rowsOf, setupRequest, startWorld, type World } from './console-client.ts';
import { type MailServer, startMailServer, type TakenMail } from './mail-server.ts';

let world: World;
let mailServer: MailServer;
let offsetMs = 0;
let count = 0;
beforeAll(async () => {
  mailServer = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
  const clock = { ...systemClock, now: () => systemClock.now() + offsetMs };
  world = await startWorld({
    environment: { clock },
    settings: {
      smtpHost: '127.0.0.1',
      smtpPort: mailServer.port,
      smtpEncryption: 'none',
      mailFrom: 'Sekisho <sekisho@example.jp>',
      publicUrl: 'https://sekisho.example.jp',
    },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await mailServer[Symbol.asyncDispose]();
});
/** Moves the clock; the administrator logs in again, as what was shown before has grown old. */
async function pass(ms: number): Promise<void> {
  offsetMs += ms;
  await world.admin.ok('POST', '/api/v1/session', { loginId: setupRequest.loginId, password: setupRequest.password });
}
beforeEach(() => pass(11 * 60_000));

const path = '/api/v1/administrators';
const newPassword = 'a quiet evening';
const minuteMs = 60_000;

async function invite(changes: object = {}): Promise<AdministratorCreated> {
  count += 1;
  return world.admin.ok<AdministratorCreated>('POST', path, {
    loginId: `invited-${count}`,
    email: `invited-${count}@example.jp`,
    language: 'ja',
    role: 'organization',
    groupIds: [],
    welcome: 'mail',
    ...changes,
  });
}

/** The secret in a mail's link, which leads to the public address and nowhere else. */
function tokenOf({ text }: TakenMail): string {
  const token = /https:\/\/sekisho\.example\.jp\/account-link#token=([\w-]{43})/.exec(text)?.[1];
  if (token === undefined) throw new Error(`no link in: ${text}`);
  return token;
}

/** The mail that `act` leads to. */
async function mailAfter(act: () => Promise<unknown>): Promise<TakenMail> {
  const before = mailServer.mails.length;
  await act();
  const mails = await mailServer.taken(before + 1);
  const mail = mails.at(-1);
  if (mail === undefined) throw new Error('no mail');
  return mail;
}

const use = (client: ConsoleClient, token: string, password = newPassword) =>
  client.call('POST', '/api/v1/account-links/use', { body: { token, newPassword: password } });

async function logIn(loginId: string, password = newPassword): Promise<ConsoleClient> {
  const client = world.client();
  await client.ok('POST', '/api/v1/session', { loginId, password });
  return client;
}

const forget = (who: string) => world.client().call('POST', '/api/v1/password-reset', { body: { who } });

describe('an invitation', () => {
  it.each([
    ['ja', /管理者への招待$/, /ログイン ID: invited-/],
    ['en', /^\[Sekisho\] You are invited/, /Login ID: invited-/],
  ] as const)('by mail in %s leads to a password, once', async (language, subject, text) => {
    let created: AdministratorCreated | undefined;
    const mail = await mailAfter(async () => {
      created = await invite({ language });
    });
    const { loginId, email } = created?.administrator ?? { loginId: '', email: '' };
    expect(created).toMatchObject({ link: null, administrator: { state: 'invited' } });
    expect(mail).toMatchObject({ from: 'sekisho@example.jp', to: [email] });
    expect(mail.subject).toMatch(subject);
    expect(mail.text).toMatch(text);
    const client = world.client();
    const token = tokenOf(mail);
    expect(await client.ok('POST', '/api/v1/account-links/look', { token })).toMatchObject({
      purpose: 'invitation',
      loginId,
      organizationName: setupRequest.organizationName,
    });
    expect((await client.refusal('POST', '/api/v1/session', { loginId, password: newPassword })).code).toBe(
      'login-refused',
    );
    expect((await use(client, token)).status).toBe(204);
    await logIn(loginId);
    expect((await use(client, token)).status).toBe(403);
    expect((await client.refusal('POST', '/api/v1/account-links/look', { token })).code).toBe('account-link-invalid');
  });

  it('by a link that is handed over is good for a week, and a newer one voids it', async () => {
    const first = await invite({ welcome: 'link' });
    const { id, loginId } = first.administrator;
    const again = await world.admin.ok<{ link: AccountLink }>('POST', `${path}/${id}/link`, { by: 'link' });
    expect((await use(world.client(), first.link?.token ?? '')).status).toBe(403);
    await pass(7 * 24 * 60 * minuteMs - minuteMs);
    expect((await use(world.client(), again.link.token)).status).toBe(204);
    await logIn(loginId);
    const late = await invite({ welcome: 'link' });
    await pass(7 * 24 * 60 * minuteMs);
    expect((await use(world.client(), late.link?.token ?? '')).status).toBe(403);
  });

  it('refuses a weak password and stays good', async () => {
    const { link } = await invite({ welcome: 'link' });
    const refused = await world.client().refusal('POST', '/api/v1/account-links/use', {
      token: link?.token,
      newPassword: 'password1234',
    });
    expect(refused).toEqual({ status: 400, code: 'password-too-weak', fields: ['/newPassword'] });
    expect((await use(world.client(), link?.token ?? '')).status).toBe(204);
  });

  it('is used by one of two who come at once', async () => {
    const { link } = await invite({ welcome: 'link' });
    const answers = await Promise.all([1, 2, 3].map(() => use(world.client(), link?.token ?? '')));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403, 403]);
  });

  it('is stored in no form that could be used', async () => {
    const { link } = await invite({ welcome: 'link' });
    const stored = JSON.stringify([
      await rowsOf(world.server, 'account_links'),
      await rowsOf(world.server, 'audit_log'),
      await rowsOf(world.server, 'pgboss.job'),
    ]);
    expect(stored).not.toContain(link?.token);
    expect(stored).not.toContain(Buffer.from(link?.token ?? '', 'base64url').toString('hex'));
  });
});

describe('a forgotten password', () => {
  let loginId: string;
  let email: string;
  beforeEach(async () => {
    const { link, administrator } = await invite({ welcome: 'link' });
    ({ loginId, email } = administrator);
    await use(world.client(), link?.token ?? '');
  });

  it('is renewed by mail, which ends every session and tells so', async () => {
    const before = await logIn(loginId);
    const mail = await mailAfter(() => forget(loginId));
    expect(mail.to).toEqual([email]);
    expect(mail.subject).toBe('[Sekisho] パスワードの再設定');
    const told = await mailAfter(() => use(world.client(), tokenOf(mail), 'another evening'));
    expect(told.subject).toBe('[Sekisho] パスワードが変更されました');
    expect((await before.call('GET', '/api/v1/session')).status).toBe(401);
    await logIn(loginId, 'another evening');
  });

  it('is found by e-mail address too, which tells a forgotten login id', async () => {
    const mail = await mailAfter(() => forget(` ${email.toUpperCase()} `));
    expect(mail.text).toContain(`ログイン ID: ${loginId}`);
  });

  it('is good for an hour', async () => {
    const mail = await mailAfter(() => forget(loginId));
    offsetMs += 61 * minuteMs;
    expect((await use(world.client(), tokenOf(mail))).status).toBe(403);
  });

  it('opens a log-in that wrong passwords have closed', async () => {
    for (let index = 0; index < 6; index += 1) {
      await world.client().call('POST', '/api/v1/session', { body: { loginId, password: 'wrong wrong wrong' } });
    }
    const mail = await mailAfter(() => forget(loginId));
    await mailAfter(() => use(world.client(), tokenOf(mail), 'another evening'));
    await logIn(loginId, 'another evening');
  });

  it('tells nobody who exists, and writes to nobody who does not', async () => {
    const before = mailServer.mails.length;
    const known = await forget(loginId);
    const unknown = [await forget('nobody-of-that-name'), await forget('nobody@example.com')];
    for (const answer of unknown) {
      expect([answer.status, answer.body]).toEqual([known.status, known.body]);
    }
    await forget(setupRequest.loginId);
    const mails = await mailServer.taken(before + 2);
    expect(
      mails
        .slice(before)
        .flatMap(({ to }) => to)
        .sort(),
    ).toEqual([email, setupRequest.email].sort());
  });

  it('is not asked for without end', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 30; index += 1) statuses.push((await forget(`somebody-${index}`)).status);
    expect(statuses).toContain(429);
  });
});

describe('a mail to try', () => {
  it('goes to the own address and says that it was taken', async () => {
    const { items } = await world.admin.ok<AdministratorList>('GET', path);
    const own = items.find(({ loginId }) => loginId === setupRequest.loginId);
    let answer: MailTest | undefined;
    const mail = await mailAfter(async () => {
      answer = await world.admin.ok<MailTest>('POST', '/api/v1/mail/test');
    });
    expect(answer).toEqual({ outcome: 'sent', to: own?.email, answer: null });
    expect(mail.subject).toBe('[Sekisho] メールの設定の確認');
    expect(await world.admin.ok('GET', '/api/v1/mail')).toMatchObject({ configured: true, port: mailServer.port });
  });
});

describe('a new e-mail address', () => {
  const subject = '[Sekisho] メールアドレスが変更されました';

  it.each<[string, (id: string, client: ConsoleClient, email: string) => Promise<unknown>]>([
    ['by oneself', (_id, client, email) => client.ok('PATCH', `${path}/me`, { email })],
    ['by somebody else', (id, _client, email) => world.admin.ok('PATCH', `${path}/${id}`, { email })],
  ])('is told to the address that was, when it is given %s', async (_who, change) => {
    const created = await invite({ welcome: 'password', password: newPassword });
    const { id, loginId, email } = created.administrator;
    const client = await logIn(loginId);
    const mail = await mailAfter(() => change(id, client, `new-${email}`));
    expect(mail).toMatchObject({ to: [email], subject });
    expect(mail.text).toContain(loginId);
    expect(mail.text).not.toContain(`new-${email}`);
  });

  it('is told to nobody when it is the same, or of somebody who was only invited', async () => {
    const invited = await invite({ welcome: 'link' });
    await world.admin.ok('PATCH', `${path}/${invited.administrator.id}`, { email: 'slip@example.jp' });
    const { administrator } = await invite({ welcome: 'password', password: newPassword });
    await world.admin.ok('PATCH', `${path}/${administrator.id}`, { email: administrator.email.toUpperCase() });
    const told = await world.server.database.asOwner(
      `select 1 from pgboss.job where name = 'account-mail' and data->>'kind' = 'email-changed'
        and data->>'administratorId' = any($1)`,
      [[invited.administrator.id, administrator.id]],
    );
    expect(told).toEqual([]);
  });
});
