/** People at the console, in a real browser on a real server: second factors, passkeys, an invitation, a group administrator. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceGroup, SystemInformation } from '@sekisho/contracts';
import { consoleEn } from '@sekisho/messages/en/console';
import { createTranslator } from '@sekisho/messages/format';
import { consoleJa } from '@sekisho/messages/ja/console';
import { systemClock } from '@sekisho/server/platform/clock';
import { startBrowser, type TestBrowser } from '@sekisho/testkit/browser';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupRequest, startWorld, type World } from './console-client.ts';
import { DeviceClient } from './device-client.ts';

type Page = Awaited<ReturnType<TestBrowser['open']>>['page'];

const root = join(import.meta.dirname, '../../../../..');
const consoleFolder = join(root, 'apps/console/dist');
const pictures = process.env['SEKISHO_PICTURES'] ?? join(root, '.cache/pictures');
const timeoutMs = 120_000;
const minuteMs = 60_000;

let browser: TestBrowser;
beforeAll(async () => {
  if (!existsSync(join(consoleFolder, 'index.html')))
    throw new Error('apps/console/dist is missing: run `npm run build --workspace apps/console` first');
  await mkdir(pictures, { recursive: true });
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** A platform authenticator that says yes to everything. */
async function giveAuthenticator({ page, context }: Awaited<ReturnType<TestBrowser['open']>>): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

describe.each(['ja', 'en'] as const)('%s', (language) => {
  const t = createTranslator(language, language === 'ja' ? consoleJa : consoleEn);
  const password = 'a quiet evening';
  let world: World;
  let offsetMs = 0;
  let page: Page;
  let origin: string;
  let secret = '';
  let recoveryCode = '';

  const button = (name: string, on: Page = page) => on.getByRole('button', { name, exact: true });
  const picture = (name: string, on: Page = page) =>
    on.screenshot({ path: join(pictures, `people-${name}-${language}.png`), animations: 'disabled' });

  async function logOut(): Promise<void> {
    await page.getByRole('button', { name: t('shell.account.of', { loginId: setupRequest.loginId }) }).click();
    await page.getByRole('menuitem', { name: t('shell.logout') }).click();
    await page.getByText(t('login.loggedOut')).waitFor();
  }

  async function logIn(loginId: string, word: string, on: Page = page): Promise<void> {
    await on.getByLabel(t('login.loginId')).fill(loginId);
    await on.getByLabel(t('login.password'), { exact: true }).fill(word);
    await button(t('login.submit'), on).click();
  }

  const atHome = (on: Page = page) => on.getByRole('heading', { level: 1, name: t('nav.home') }).waitFor();

  async function showProof(on: Page = page): Promise<void> {
    await on.getByRole('dialog', { name: t('proof.title') }).waitFor();
    await on
      .getByRole('dialog', { name: t('proof.title') })
      .getByLabel(t('proof.password'), { exact: true })
      .fill(setupRequest.password);
    await picture('proof', on);
    await button(t('proof.submit'), on).click();
  }

  beforeAll(async () => {
    const clock = { ...systemClock, now: () => systemClock.now() + offsetMs };
    world = await startWorld({ consoleFolder, environment: { clock } });
    origin = world.server.url.replace('127.0.0.1', 'localhost');
    const opened = await browser.open({ language });
    await giveAuthenticator(opened);
    ({ page } = opened);
    page.setDefaultTimeout(15_000);
  }, timeoutMs);
  afterAll(() => world[Symbol.asyncDispose]());

  it(
    'an authenticator app and a passkey are set up',
    async () => {
      await page.goto(`${origin}/login`);
      await picture('login');
      await logIn(setupRequest.loginId, setupRequest.password);
      await atHome();
      await page.goto(`${origin}/account`);
      await button(t('account.app.add')).click();
      secret = (await page.getByRole('textbox', { name: t('account.app.secret') }).textContent()) ?? '';
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
        timestamp: systemClock.now() + offsetMs,
      });
      await page.getByLabel(t('account.app.code')).fill(code);
      await picture('app');
      await button(t('account.app.confirm')).click();
      const codes = page.getByRole('list', { name: t('account.recovery') }).getByRole('listitem');
      await codes.first().waitFor();
      expect(await codes.count()).toBe(10);
      recoveryCode = (await codes.first().textContent()) ?? '';
      await picture('recovery-codes');
      await page.getByLabel(t('account.recovery.kept')).check();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('account.recovery.close') })
        .click();
      await button(t('account.passkeys.add')).click();
      await page.getByLabel(t('account.passkeys.name')).fill('ThinkPad');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('account.passkeys.add') })
        .click();
      await page.getByRole('cell', { name: 'ThinkPad', exact: true }).waitFor();
      await page.getByText(t('account.recovery.left', { count: 10 })).waitFor();
      await picture('account');
    },
    timeoutMs,
  );

  it(
    'logs in with the passkey after the password, with the passkey alone, with a code, with a recovery code',
    async () => {
      await logOut();
      await logIn(setupRequest.loginId, setupRequest.password);
      await page.getByRole('heading', { name: t('login.step.title') }).waitFor();
      await picture('second-step');
      await button(t('login.step.passkey')).click();
      await atHome();
      await logOut();
      await button(t('login.passkey')).click();
      await atHome();
      await logOut();
      offsetMs += minuteMs;
      await logIn(setupRequest.loginId, setupRequest.password);
      await button(t('login.step.use.app')).click();
      await page.getByLabel(t('login.step.code')).fill('000000');
      await button(t('login.step.submit')).click();
      await page.getByRole('main').getByRole('alert').waitFor();
      await picture('code-refused');
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
        timestamp: systemClock.now() + offsetMs,
      });
      await page.getByLabel(t('login.step.code')).fill(code);
      await button(t('login.step.submit')).click();
      await atHome();
      await logOut();
      await logIn(setupRequest.loginId, setupRequest.password);
      await button(t('login.step.use.recovery-code')).click();
      await page.getByLabel(t('login.step.recoveryCode')).fill(recoveryCode.toLowerCase());
      await button(t('login.step.submit')).click();
      await atHome();
    },
    timeoutMs,
  );

  it(
    'says why no passkey works under an IP address',
    async () => {
      const { page: other, context } = await browser.open({ language });
      await other.goto(`${world.server.url}/login`);
      await other.getByText(t('passkey.obstacle.ip-address')).waitFor();
      expect(await button(t('login.passkey'), other).isDisabled()).toBe(true);
      await picture('ip-address', other);
      await other.getByRole('link', { name: t('login.forgotten') }).click();
      await other.getByRole('heading', { name: t('forgotten.noMail.title') }).waitFor();
      await picture('forgotten-no-mail', other);
      await context.close();
    },
    timeoutMs,
  );

  it(
    'a group administrator is invited by a link, sees the own group alone, and is held to the rule',
    async () => {
      await world.admin.ok('POST', '/api/v1/session', {
        loginId: setupRequest.loginId,
        password: setupRequest.password,
      });
      await page.goto(`${origin}/groups`);
      const make = (name: string) =>
        page.evaluate(
          async (groupName) =>
            (await fetch('/api/v1/groups', {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ name: groupName }),
            }).then((answer) => answer.json())) as DeviceGroup,
          name,
        );
      const [sales, accounts] = [await make('営業部'), await make('経理部')];
      const { serialNumber } = await page.evaluate(
        async () => (await fetch('/api/v1/system').then((answer) => answer.json())) as SystemInformation,
      );
      for (const [computerName, groupId] of [
        ['eigyo-pc', sales.id],
        ['keiri-pc', accounts.id],
      ] as const) {
        const { id } = await DeviceClient.register(world.server.url, serialNumber, { computerName });
        await page.evaluate(
          async ([deviceId, body]) => {
            await fetch(`/api/v1/devices/${deviceId}`, {
              method: 'PATCH',
              headers: { 'content-type': 'application/json' },
              body: body ?? '',
            });
          },
          [id, JSON.stringify({ groupId })],
        );
      }
      offsetMs += 11 * minuteMs;
      await page.goto(`${origin}/administrators`);
      await button(t('administrators.add')).click();
      const dialog = page.getByRole('dialog', { name: t('administrators.create.title') });
      await dialog.getByLabel(t('administrators.column.loginId')).fill('sato');
      await dialog.getByLabel(t('setup.email')).fill('ｓａｔｏ@example.jp');
      await dialog.getByLabel(t('setup.email')).blur();
      await dialog.getByText(t('setup.email.fullWidth')).waitFor();
      await picture('add-administrator');
      await dialog.getByLabel(t('setup.email')).fill('sato@example.jp');
      await dialog.getByRole('combobox', { name: t('administrators.groups') }).click();
      await page.getByRole('option', { name: '営業部' }).click();
      await page.keyboard.press('Escape');
      await dialog.getByRole('button', { name: t('administrators.add') }).click();
      await showProof();
      const link = page.getByRole('textbox', { name: t('administrators.link.label') });
      await link.waitFor();
      await picture('link');
      const address = (await link.textContent()) ?? '';
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('common.close') })
        .last()
        .click();

      const { page: other, context } = await browser.open({ language });
      await other.goto(address);
      await other.getByRole('heading', { name: t('link.title.invitation') }).waitFor();
      await other.getByLabel(t('link.password'), { exact: true }).fill(password);
      await picture('invitation', other);
      await button(t('link.submit'), other).click();
      await other.getByText(t('login.passwordSet')).waitFor();
      await logIn('sato', password, other);
      await atHome(other);
      await other.getByRole('link', { name: 'eigyo-pc' }).waitFor();
      expect(await other.getByRole('link', { name: 'keiri-pc' }).count()).toBe(0);
      const menu = other.getByRole('navigation', { name: t('shell.menu') });
      expect(await menu.getByRole('link', { name: t('nav.policies') }).count()).toBe(1);
      expect(await menu.getByRole('link', { name: t('nav.system') }).count()).toBe(0);
      expect(await menu.getByRole('link', { name: t('nav.administrators') }).count()).toBe(0);
      for (const name of ['home.saveAll', 'home.add'] as const) expect(await button(t(name), other).count()).toBe(0);
      await picture('group-administrator', other);
      await other.goto(`${origin}/policies/A01`);
      await other.getByRole('heading', { level: 1 }).waitFor();
      await picture('group-administrator-policy', other);

      await page.reload();
      await page.getByRole('cell', { name: 'sato', exact: true }).waitFor();
      await page.getByRole('switch', { name: t('administrators.rule') }).click();
      await page.getByText(t('administrators.rule.on')).waitFor();
      await picture('administrators');
      await other.goto(`${origin}/`);
      await other.getByText(t('account.required.title')).waitFor();
      expect(new URL(other.url()).pathname).toBe('/account');
      await picture('required', other);
      await context.close();
      await page.goto(`${origin}/system`);
      await page.getByText(t('mail.off.title')).waitFor();
      await page.getByText(t('mail.off.title')).scrollIntoViewIfNeeded();
      await picture('mail');
    },
    timeoutMs,
  );
});
