/** Second factors: codes of an app, passkeys, recovery codes; the second step of a log-in; the organization's rule. */
import type {
  AdministratorCreated,
  AppSecret,
  PasskeyQuestion,
  RecoveryCodes,
  SecondFactors,
  SecondStep,
  Session,
} from '@sekisho/contracts';
import { passkeyPlaceOf } from '@sekisho/server/features/second-factors/passkey-place.rules';
import { makeRecoveryCode, recoveryCodeHash } from '@sekisho/server/features/second-factors/recovery-codes.rules';
import { systemClock } from '@sekisho/server/platform/clock';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { accountLink } from '@sekisho/server/wiring-people';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrowserPasskey } from './browser-passkey.ts';
import { ConsoleClient, rowsOf, setupRequest, startWorld, type World } from './console-client.ts';

let world: World;
let offsetMs = 0;
let count = 0;
let loginId: string;
let administratorId: string;
let client: ConsoleClient;
let origin: string;
const minuteMs = 60_000;
const password = 'a quiet evening';
const now = () => systemClock.now() + offsetMs;

/** Browsers give passkeys to a name alone. */
const browser = () => new ConsoleClient(origin);

beforeAll(async () => {
  world = await startWorld({ environment: { clock: { ...systemClock, now } } });
  origin = world.server.url.replace('127.0.0.1', 'localhost');
});
afterAll(() => world[Symbol.asyncDispose]());

async function newcomer(): Promise<void> {
  count += 1;
  loginId = `person-${count}`;
  await world.admin.ok('POST', '/api/v1/session', { loginId: setupRequest.loginId, password: setupRequest.password });
  const { administrator } = await world.admin.ok<AdministratorCreated>('POST', '/api/v1/administrators', {
    loginId,
    email: `${loginId}@example.jp`,
    language: 'ja',
    role: 'organization',
    groupIds: [],
    welcome: 'password',
    password,
  });
  administratorId = administrator.id;
  client = browser();
  await client.ok('POST', '/api/v1/session', { loginId, password });
}
beforeEach(async () => {
  offsetMs += 25 * 60 * minuteMs;
  await newcomer();
});

const codeOf = (secret: string, afterMs = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now() + afterMs });

async function addApp(): Promise<{ secret: string; codes: string[] }> {
  const { secret } = await client.ok<AppSecret>('POST', '/api/v1/account/app');
  const { recoveryCodes } = await client.ok<RecoveryCodes>('POST', '/api/v1/account/app/confirm', {
    code: codeOf(secret),
  });
  offsetMs += minuteMs;
  return { secret, codes: recoveryCodes ?? [] };
}

async function addPasskey(passkey = new BrowserPasskey(origin, 'localhost')): Promise<BrowserPasskey> {
  const { ticket, options } = await client.ok<PasskeyQuestion>('POST', '/api/v1/account/passkeys/question');
  const response = passkey.create(options as { challenge: string });
  await client.ok('POST', '/api/v1/account/passkeys', { ticket, response, name: 'Laptop' });
  return passkey;
}

/** The password was right; what is wanted now. */
async function firstStep(who = browser()): Promise<{ who: ConsoleClient; step: SecondStep }> {
  const { status, body, headers } = await who.call<SecondStep>('POST', '/api/v1/session', {
    body: { loginId, password },
  });
  expect([status, headers.get('set-cookie')]).toEqual([202, null]);
  return { who, step: body };
}

const secondStep = (who: ConsoleClient, body: object) => who.refusal('POST', '/api/v1/session/second-step', body);
const isLoggedIn = async (who: ConsoleClient) => (await who.call('GET', '/api/v1/session')).status === 200;

describe('an authenticator app', () => {
  it('is in force only when a code has confirmed it, and is then asked for', async () => {
    const { secret, uri } = await client.ok<AppSecret>('POST', '/api/v1/account/app');
    expect(uri).toMatch(new RegExp(`^otpauth://totp/Sekisho:${loginId}\\?.*secret=${secret}`));
    await browser().ok('POST', '/api/v1/session', { loginId, password });
    expect(await client.refusal('POST', '/api/v1/account/app/confirm', { code: '000000' })).toEqual({
      status: 400,
      code: 'code-wrong',
      fields: ['/code'],
    });
    await client.ok('POST', '/api/v1/account/app/confirm', { code: codeOf(secret) });
    const { who, step } = await firstStep();
    expect(step).toMatchObject({ methods: ['app', 'recovery-code'], passkey: null });
    expect(await isLoggedIn(who)).toBe(false);
    offsetMs += minuteMs;
    await who.ok('POST', '/api/v1/session/second-step', { ticket: step.ticket, code: codeOf(secret) });
    expect(await isLoggedIn(who)).toBe(true);
  });

  it('has its secret sealed in the database', async () => {
    const { secret } = await addApp();
    const stored = JSON.stringify(await rowsOf(world.server, 'authenticator_apps'));
    expect(stored).not.toContain(secret);
    const plain = Buffer.from(Secret.fromBase32(secret).buffer);
    expect(stored).not.toContain(JSON.stringify([...plain]).slice(1, -1));
  });

  it('takes a code once, and no older one after it', async () => {
    const { secret } = await addApp();
    const code = codeOf(secret);
    const first = await firstStep();
    await first.who.ok('POST', '/api/v1/session/second-step', { ticket: first.step.ticket, code });
    const again = await firstStep();
    expect(await secondStep(again.who, { ticket: again.step.ticket, code })).toMatchObject({
      status: 401,
      code: 'second-factor-refused',
    });
    const older = codeOf(secret, -30_000);
    expect((await secondStep(again.who, { ticket: again.step.ticket, code: older })).code).toBe(
      'second-factor-refused',
    );
  });

  it('gives one of two who use a code at once', async () => {
    const { secret } = await addApp();
    const steps = await Promise.all([firstStep(), firstStep(), firstStep()]);
    const code = codeOf(secret);
    const answers = await Promise.all(
      steps.map(({ who, step }) =>
        who.call('POST', '/api/v1/session/second-step', { body: { ticket: step.ticket, code } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it('forgives clocks that differ by half a minute, not more', async () => {
    const { secret } = await addApp();
    const { who, step } = await firstStep();
    const far = codeOf(secret, 3 * minuteMs);
    expect((await secondStep(who, { ticket: step.ticket, code: far })).code).toBe('second-factor-refused');
    await who.ok('POST', '/api/v1/session/second-step', { ticket: step.ticket, code: codeOf(secret, 30_000) });
  });

  it('gives few guesses, however many log-ins are begun', async () => {
    const { secret } = await addApp();
    const right = codeOf(secret);
    const wrong = String((Number(right) + 111_111) % 1_000_000).padStart(6, '0');
    const codes: (string | undefined)[] = [];
    for (let index = 0; index < 6; index += 1) {
      const { who, step } = await firstStep();
      codes.push((await secondStep(who, { ticket: step.ticket, code: wrong })).code);
    }
    expect(codes).toEqual([...Array(5).fill('second-factor-refused'), 'login-locked']);
  });

  it('lets a log-in wait five minutes for it', async () => {
    const { secret } = await addApp();
    const { who, step } = await firstStep();
    offsetMs += 5 * minuteMs + 1;
    const late = { ticket: step.ticket, code: codeOf(secret) };
    expect(await secondStep(who, late)).toMatchObject({ status: 401, code: 'login-step-expired' });
  });

  it('ends a log-in that is half done when the password changes', async () => {
    const { secret } = await addApp();
    const { who, step } = await firstStep();
    await world.admin.ok('PATCH', `/api/v1/administrators/${administratorId}`, { password: 'another evening' });
    expect((await secondStep(who, { ticket: step.ticket, code: codeOf(secret) })).code).toBe('login-step-expired');
  });
});

describe('recovery codes', () => {
  it('come with the first factor, are stored as hashes, and are good once each', async () => {
    const { codes } = await addApp();
    expect(new Set(codes).size).toBe(10);
    expect(JSON.stringify(await rowsOf(world.server, 'recovery_codes'))).not.toContain(codes[0]);
    const { who, step } = await firstStep();
    const typed = ` ${codes[0]?.toLowerCase().replaceAll('-', ' ')} `;
    await who.ok('POST', '/api/v1/session/second-step', { ticket: step.ticket, recoveryCode: typed });
    expect(await who.ok<SecondFactors>('GET', '/api/v1/account/second-factors')).toMatchObject({
      recoveryCodesLeft: 9,
    });
    const again = await firstStep();
    const used = { ticket: again.step.ticket, recoveryCode: codes[0] };
    expect((await secondStep(again.who, used)).code).toBe('second-factor-refused');
  });

  it('are void when new ones are made, and gone with the last factor', async () => {
    const { codes } = await addApp();
    const { recoveryCodes } = await client.ok<RecoveryCodes>('POST', '/api/v1/account/recovery-codes');
    expect(recoveryCodes).toHaveLength(10);
    const { who, step } = await firstStep();
    const old = { ticket: step.ticket, recoveryCode: codes[1] };
    expect((await secondStep(who, old)).code).toBe('second-factor-refused');
    await client.ok('DELETE', '/api/v1/account/app');
    expect(await client.ok('GET', '/api/v1/account/second-factors')).toEqual({
      app: false,
      passkeys: [],
      recoveryCodesLeft: 0,
    });
    await browser().ok('POST', '/api/v1/session', { loginId, password });
  });

  it('are of signs that nobody mistakes', () => {
    for (let index = 0; index < 50; index += 1) {
      const code = makeRecoveryCode(systemRandomness.bytes);
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const mistaken = code.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', '');
      expect(recoveryCodeHash('a', mistaken)).toEqual(recoveryCodeHash('a', code));
    }
    expect(recoveryCodeHash('a', 'X')).not.toEqual(recoveryCodeHash('b', 'X'));
  });
});

describe('a passkey', () => {
  it('is asked for after the password, and logs in alone', async () => {
    const passkey = await addPasskey();
    const { who, step } = await firstStep();
    expect(step.methods).toEqual(['passkey', 'recovery-code']);
    const answer = passkey.get(step.passkey as { challenge: string });
    await who.ok('POST', '/api/v1/session/second-step', { ticket: step.ticket, passkey: answer });
    const other = browser();
    const { ticket, options } = await other.ok<PasskeyQuestion>('POST', '/api/v1/session/passkey/question');
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    const response = passkey.get(options as { challenge: string });
    const session = await other.ok<Session>('POST', '/api/v1/session/passkey', { ticket, response });
    expect(session.administrator.loginId).toBe(loginId);
    const replayed = await browser().refusal('POST', '/api/v1/session/passkey', { ticket, response });
    expect(replayed.code).toBe('login-step-expired');
    const begun = (await rowsOf(world.server, 'audit_log')).filter(
      (row) => row['action'] === 'session.begun' && JSON.stringify(row['actor']).includes(`"${loginId}"`),
    );
    expect(begun.map((row) => row['detail'])).toEqual([
      { by: 'password' },
      { by: 'password, passkey' },
      { by: 'passkey' },
    ]);
  });

  it.each([
    ['from a page of somebody else', { origin: 'https://evil.example' }],
    ['made for another name', { rpId: 'evil.example' }],
    ['without the person being verified', { flags: 0x01 }],
    ['with a counter that goes back', { counter: 1 }],
  ])('is refused %s', async (_what, changes) => {
    const passkey = await addPasskey();
    const { ticket, options } = await browser().ok<PasskeyQuestion>('POST', '/api/v1/session/passkey/question');
    const response = passkey.get(options as { challenge: string }, changes);
    const refused = await browser().refusal('POST', '/api/v1/session/passkey', { ticket, response });
    expect(refused).toMatchObject({ status: 400, code: 'passkey-refused' });
  });

  it('of one person is no second step of another', async () => {
    const stolen = await addPasskey();
    await newcomer();
    await addPasskey();
    const { who, step } = await firstStep();
    const answer = stolen.get(step.passkey as { challenge: string });
    expect((await secondStep(who, { ticket: step.ticket, passkey: answer })).code).toBe('second-factor-refused');
  });

  it.each([
    ['a question that was not asked of it', { ticket: 'x'.repeat(43) }, 'login-step-expired'],
    ['an answer that is none', { response: { id: 'AAAA', type: 'public-key', response: {} } }, 'passkey-refused'],
  ])('is not kept with %s', async (_what, changes, code) => {
    const { ticket, options } = await client.ok<PasskeyQuestion>('POST', '/api/v1/account/passkeys/question');
    const response = new BrowserPasskey(origin, 'localhost').create(options as { challenge: string });
    const given = { ticket, response, name: 'x', ...changes };
    expect((await client.refusal('POST', '/api/v1/account/passkeys', given)).code).toBe(code);
  });

  it('does not work under an IP address, and that is said', async () => {
    const there = world.client();
    await there.ok('POST', '/api/v1/session', { loginId, password });
    for (const path of ['account/passkeys/question', 'session/passkey/question', 'session/proof/question']) {
      expect(await there.refusal('POST', `/api/v1/${path}`)).toMatchObject({
        status: 409,
        code: 'passkey-impossible-here',
      });
    }
    await addPasskey();
    const { step } = await firstStep(world.client());
    expect(step).toMatchObject({ methods: ['passkey', 'recovery-code'], passkey: null });
  });

  it('is removed by its owner alone', async () => {
    await addPasskey();
    const { passkeys } = await client.ok<SecondFactors>('GET', '/api/v1/account/second-factors');
    const path = `/api/v1/account/passkeys/${passkeys[0]?.id}`;
    expect((await world.admin.refusal('DELETE', path)).code).toBe('passkey-not-found');
    await client.ok('DELETE', path);
    expect((await client.refusal('DELETE', path)).code).toBe('passkey-not-found');
  });

  it.each([
    ['https', 'sekisho.example.jp:8443', 'sekisho.example.jp', 'sekisho.example.jp'],
    ['http', 'localhost:8080', 'localhost', 'localhost'],
    ['http', 'sekisho.example.jp', 'sekisho.example.jp', null],
    ['https', '192.0.2.7:8443', '192.0.2.7', null],
    ['https', '[2001:db8::1]:8443', '[2001:db8::1]', null],
    ['http', '127.0.0.1:8080', '127.0.0.1', null],
  ])('at %s://%s belongs to %s: %s', (protocol, host, hostname, rpId) => {
    const place = passkeyPlaceOf({ protocol, host, hostname });
    expect(place?.rpId ?? null).toBe(rpId);
    if (rpId !== null) expect(place?.origin).toBe(`${protocol}://${host}`);
  });
});

describe('proof', () => {
  const dangerous = () => client.refusal('POST', '/api/v1/account/app');
  beforeEach(async () => {
    await addPasskey();
    offsetMs += 11 * minuteMs;
  });

  it('is asked for again after ten minutes, and given by password', async () => {
    expect(await dangerous()).toMatchObject({ status: 403, code: 'proof-required' });
    const wrong = await client.refusal('POST', '/api/v1/session/proof', { password: 'wrong wrong wrong' });
    expect(wrong).toEqual({ status: 400, code: 'current-password-wrong', fields: ['/password'] });
    await client.ok('POST', '/api/v1/session/proof', { password });
    await client.ok('POST', '/api/v1/account/app');
  });

  it.each(['/wipe', '/deregister'])('is asked for before a device loses anything: %s', async (act) => {
    const body = act === '/wipe' ? { computerName: 'LOST', policyRevision: 1 } : undefined;
    const path = `/api/v1/devices/018f0000-0000-7000-8000-00000000000d${act}`;
    expect(await client.refusal('POST', path, body)).toMatchObject({ status: 403, code: 'proof-required' });
    await client.ok('POST', '/api/v1/session/proof', { password });
    expect((await client.refusal('POST', path, body)).code).toBe('device-not-found');
  });

  it('is given by the own passkey, not by another’s', async () => {
    const own = await addPasskey().catch(() => null);
    expect(own).toBeNull();
    await client.ok('POST', '/api/v1/session/proof', { password });
    const passkey = await addPasskey();
    offsetMs += 11 * minuteMs;
    const stranger = new BrowserPasskey(origin, 'localhost');
    for (const [who, status] of [
      [stranger, 400],
      [passkey, 204],
    ] as const) {
      const { ticket, options } = await client.ok<PasskeyQuestion>('POST', '/api/v1/session/proof/question');
      const response = who.get(options as { challenge: string });
      const answer = await client.call('POST', '/api/v1/session/proof', { body: { passkey: { ticket, response } } });
      expect(answer.status).toBe(status);
    }
    await client.ok('POST', '/api/v1/account/app');
  });

  it('is not given by a token, which needs none', async () => {
    await client.ok('POST', '/api/v1/session/proof', { password });
    const { secret } = await client.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
      name: 'program',
      permissions: ['tokens.write'],
      expiresAt: null,
    });
    const program = world.client(secret);
    expect((await program.refusal('POST', '/api/v1/session/proof', { password })).code).toBe('permission-denied');
    expect((await program.refusal('POST', '/api/v1/account/app')).code).toBe('permission-denied');
  });
});

describe('the rule that a second factor is required', () => {
  it('leaves whoever has none nothing to do but setting one up', async () => {
    const first = client;
    const rule = (secondFactorRequired: boolean) => first.ok('PUT', '/api/v1/login-rules', { secondFactorRequired });
    expect((await first.refusal('PUT', '/api/v1/login-rules', { secondFactorRequired: true })).code).toBe(
      'second-factor-needed',
    );
    await addApp();
    await newcomer();
    await rule(true);
    try {
      const session = await client.ok<Session>('GET', '/api/v1/session');
      expect(session).toMatchObject({ permissions: [], secondFactor: { present: false, required: true } });
      expect((await client.refusal('GET', '/api/v1/devices')).code).toBe('permission-denied');
      await addApp();
      await client.ok('GET', '/api/v1/devices');
      expect((await client.refusal('DELETE', '/api/v1/account/app')).code).toBe('second-factor-needed');
    } finally {
      await rule(false);
    }
  });
});

describe('somebody who has lost every factor', () => {
  it('is helped by an administrator, and every session ends', async () => {
    await addApp();
    await addPasskey();
    const [lost, lostId, lostLogin] = [client, administratorId, loginId];
    await newcomer();
    await client.ok('DELETE', `/api/v1/administrators/${lostId}/second-factors`);
    expect(await isLoggedIn(lost)).toBe(false);
    await browser().ok('POST', '/api/v1/session', { loginId: lostLogin, password });
  });

  it('is helped by the operator at the machine, where there is nobody else', async () => {
    await addApp();
    const platform = { ...world.server.platform, jobs: { ...world.server.platform.jobs, define: () => {} } };
    const run = (...args: string[]) =>
      accountLink(platform, {
        positionals: [loginId],
        flags: new Map(args.length > 0 ? [['--second-factors', 'remove']] : []),
      });
    await run();
    await firstStep();
    const [, address = ''] = await run('remove');
    const token = /^http:\/\/localhost:\d+\/account-link#token=([\w-]{43})$/.exec(address)?.[1];
    await browser().ok('POST', '/api/v1/account-links/use', { token, newPassword: 'another evening' });
    await browser().ok('POST', '/api/v1/session', { loginId, password: 'another evening' });
  });
});
