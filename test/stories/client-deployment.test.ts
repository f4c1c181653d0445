/** A client from the console to its device: a setting, a group, a file that is run, the device on Home; and the end of that file. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startBrowser, type TestBrowser } from '@sekisho/testkit/browser';
import { adminPassword, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const minute = 60_000;

describe('an on-demand client, from the console to its device', () => {
  let folder: string;
  let server: ServerProcess;
  let browser: TestBrowser;
  let page: Page;
  let file: string;
  /** What it leaves behind, it would leave here. */
  const runFile = () => run('sh', [file], { env: { ...process.env, LANG: 'en_US.UTF-8' }, cwd: folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sekisho-deployment-'));
    [server, browser] = await Promise.all([startServer({ dataDir: join(folder, 'server') }), startBrowser()]);
    expect(await server.api('/groups', { method: 'POST', body: { name: 'Head office' } })).toMatchObject({
      status: 201,
    });
    ({ page } = await browser.open({ language: 'en' }));
    page.setDefaultTimeout(30_000);
    await page.goto(`${server.url}/login`);
    await page.getByLabel('Login ID').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill(adminPassword);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
  }, 2 * minute);

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, minute);

  it(
    'is pointed to from Home, made of a setting, and downloaded for a group',
    async () => {
      await page.getByRole('link', { name: 'make an installer under Client deployment' }).click();
      const menu = page.getByRole('navigation', { name: 'Kinds of client' });
      await menu.getByText('Linux clients').waitFor();
      await menu.getByRole('link', { name: 'On-demand' }).last().click();
      await page.getByText('Three steps to the first client').waitFor();
      await page.getByRole('link', { name: 'New setting' }).click();
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Laptops _ of “sales”');
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
      await page.getByRole('heading', { name: 'Laptops _ of “sales”' }).waitFor();
      await page.getByRole('button', { name: /^Download Program/ }).click();
      await page.getByRole('dialog').getByRole('radio', { name: 'Head office' }).check();
      const shown = await page.getByText(/^OnDemandClientLinux/).textContent();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Choose and download' }).click();
      const saved = await download;
      expect(saved.suggestedFilename()).toBe(shown);
      file = join(folder, saved.suggestedFilename());
      await saved.saveAs(file);
    },
    2 * minute,
  );

  it(
    'is run on the device, which stands on Home in its group, and counts as one',
    async () => {
      await runFile();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('link', { name: 'Home', exact: true }).click();
      const row = page.getByRole('row', { name: hostname() });
      await row.getByText('Head office').waitFor();
      await page.getByRole('link', { name: 'Client deployment' }).click();
      await page.getByRole('link', { name: 'Downloads' }).click();
      await page.getByRole('cell', { name: '1 device of those contracted' }).waitFor();
    },
    2 * minute,
  );

  it(
    'is revoked, and nobody is given its file any more',
    async () => {
      const again = await page
        .getByRole('link', { name: /^Download OnDemandClientLinux.+ again$/ })
        .getAttribute('href');
      const statusOf = (address: string) => page.evaluate(async (url) => (await fetch(url)).status, address);
      expect(await statusOf(again ?? '')).toBe(200);
      await page.getByRole('button', { name: /^Revoke OnDemandClientLinux/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
      await page.getByRole('table').getByText('Revoked', { exact: true }).waitFor();
      expect(await statusOf(again ?? '')).toBe(403);
    },
    2 * minute,
  );
});
