/** The main job, as a person meets it: from the set-up link to a locked screen and back, on real parts throughout. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startBrowser, type TestBrowser } from '@sekisho/testkit/browser';
import { type Child, startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { type Picture, startXServer, type XServer } from '@sekisho/testkit/x-server';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const pictures = process.env['SEKISHO_PICTURES'] ?? join(import.meta.dirname, '../../.cache/pictures');
const loginId = 'akiko.sato';
const password = 'Barrier-gate-1601';

const minute = 60_000;
type Colour = 'desktop' | 'red' | 'blue' | 'other';

/** What kind of colour most of the screen has: sampled on a grid, away from the corner that holds the text. */
function colourOf(picture: Picture): Colour {
  const counts: Record<Colour, number> = { desktop: 0, red: 0, blue: 0, other: 0 };
  for (let column = 1; column < 20; column++)
    for (let row = 1; row < 12; row++) {
      const [red, green, blue] = picture.at(
        Math.floor((picture.width * column) / 20),
        Math.floor((picture.height * row) / 16),
      );
      if (red > blue + 30 && red > green + 30) counts.red++;
      else if (blue > red + 20 && blue > green) counts.blue++;
      else if (Math.min(red, green, blue) > 150) counts.desktop++;
      else counts.other++;
    }
  const total = 19 * 11;
  return (Object.keys(counts) as Colour[]).find((colour) => counts[colour] > total * 0.9) ?? 'other';
}

/** Whether something is written at the bottom right: pixels that differ from the corner's own background. */
function hasTextAtBottomRight(picture: Picture): boolean {
  const [red, green, blue] = picture.at(picture.width - 2, picture.height - 2);
  let different = 0;
  for (let x = Math.floor(picture.width * 0.6); x < picture.width; x++)
    for (let y = Math.floor(picture.height * 0.8); y < picture.height; y++) {
      const [r, g, b] = picture.at(x, y);
      if (Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue) > 150) different++;
    }
  return different > 300;
}

describe('the main job', () => {
  let folder: string;
  let server: ServerProcess;
  let x: XServer;
  let terminal: Child;
  let browser: TestBrowser;
  let page: Page;
  let deviceUrl = '';
  const agentFolder = () => join(folder, 'agent');
  /** Only the story's own screen is to be covered, not that of whoever runs the tests. */
  const agentEnvironment = () => ({ ...process.env, LANG: 'ja_JP.UTF-8', SEKISHO_AGENT_DISPLAYS: x.display });
  const agent = (...args: string[]) =>
    run(join(agentFolder(), 'agent/sekisho-agent'), args, { env: agentEnvironment() });
  /** By the password that the console shows to whoever is logged in there. */
  const uninstall = async () => {
    const address = '/api/v1/system/uninstall-password/reveal';
    const shown = await page.evaluate(async (url) => (await fetch(url, { method: 'POST' })).json(), address);
    const file = join(folder, 'uninstall-password.txt');
    await writeFile(file, String((shown as { password?: unknown }).password));
    await agent('uninstall', '--yes', '--password-file', file);
  };
  /** Everything that runs from the installed agent's folder: supervisor, agent, lock screens. */
  const agentProcesses = async () => {
    const { stdout } = await run('pgrep', ['-f', agentFolder()]).catch(() => ({ stdout: '' }));
    return stdout
      .split('\n')
      .filter(Boolean)
      .map(Number)
      .filter((pid) => existsSync(`/proc/${pid}`));
  };
  const screenIs = (colour: Colour, timeoutMs = 10_000) =>
    eventually(
      async () => colourOf(await x.picture()),
      (seen) => seen === colour,
      timeoutMs,
    );
  const serverArgs = () => ({
    dataDir: join(folder, 'server'),
    port: server.port,
    tlsPort: server.tlsPort,
    unattended: false,
  });
  const saves = async (name: string) => {
    await mkdir(pictures, { recursive: true });
    await x.save(join(pictures, `story-${name}.png`));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sekisho-story-'));
    [server, x, browser] = await Promise.all([
      startServer({ dataDir: join(folder, 'server'), unattended: false, env: { SEKISHO_ADMIN_PASSWORD: undefined } }),
      startXServer(),
      startBrowser(),
    ]);
    const typed = join(folder, 'typed.txt');
    terminal = startChild(
      'xterm',
      ['-geometry', '200x60+0+0', '-bg', 'white', '-fg', 'black', '-e', 'sh', '-c', `cat > ${typed}`],
      { env: { DISPLAY: x.display } },
    );
    ({ page } = await browser.open({ language: 'ja' }));
    page.setDefaultTimeout(20_000);
  }, 2 * minute);

  afterAll(async () => {
    await uninstall().catch((error: unknown) => console.error(error));
    for (const pid of await agentProcesses()) process.kill(pid, 'SIGKILL');
    await browser?.close();
    await terminal?.stop();
    await x?.stop();
    await server?.dispose();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, minute);

  it(
    'sets up an organization through the one-time link and shows Home, empty',
    async () => {
      const [, link] = /(http:\/\/\S+\/setup#token=\S+)/.exec(server.output()) ?? [];
      expect(link).toBeDefined();
      await page.goto(link ?? '');
      await page.getByLabel('組織名').fill('株式会社関所');
      await page.getByLabel('契約台数').fill('5');
      await page.getByLabel('ログイン ID').fill(loginId);
      await page.getByLabel('メールアドレス').fill('akiko@example.jp');
      await page.getByLabel('パスワード', { exact: true }).fill(password);
      await page.getByRole('button', { name: '登録する' }).click();
      await page.getByText('復旧鍵を安全な場所に保管しました').click();
      await page.getByRole('button', { name: 'ホームへ進む' }).click();
      await page.getByText('最初の端末を追加しましょう').waitFor();
    },
    2 * minute,
  );

  it(
    'adds the device with the line that Home shows, within two seconds of its registration',
    async () => {
      const line = (await page.getByRole('textbox', { name: '登録コマンド' }).textContent()) ?? '';
      expect(line).toContain('--serial');
      const { stdout } = await run('sh', ['-c', `${line} --prefix ${agentFolder()}`], {
        env: agentEnvironment(),
        maxBuffer: 8 * 1024 * 1024,
      });
      const done = performance.now();
      await page.getByText(hostname(), { exact: true }).first().waitFor({ timeout: 2_000 });
      console.log(`installed:\n${stdout}on Home ${(performance.now() - done).toFixed(0)} ms after the command ended`);
      await page.getByText(hostname(), { exact: true }).first().click();
      await page.waitForURL(/\/devices\//);
      deviceUrl = page.url();
    },
    3 * minute,
  );

  it(
    'shows real facts and inventory',
    async () => {
      const release = /PRETTY_NAME="([^"]+)"/.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? '?';
      await page
        .getByText(release.split(' ')[0] ?? '?', { exact: false })
        .first()
        .waitFor();
      await page.getByRole('tab', { name: 'ソフトウェア' }).click();
      const count = (await run('dpkg-query', ['-f', '.', '-W'])).stdout.length;
      await eventually(
        () => page.locator('main').textContent(),
        (text) => text?.replaceAll(',', '').includes(String(count)) === true,
      );
      await page.getByRole('button', { name: 'インベントリを収集' }).click();
      await page.getByText(/^指示のとおり .* に収集しました/).waitFor();
      await page.getByRole('tab', { name: '概要' }).click();
    },
    minute,
  );

  it(
    'locks the screen of the device in under a second',
    async () => {
      expect(colourOf(await x.picture())).toBe('desktop');
      await page.getByRole('button', { name: 'ロック', exact: true }).click();
      const button = page.getByRole('button', { name: 'ロックする' });
      const clicked = performance.now();
      await button.click();
      await screenIs('red', 5_000);
      const tookMs = performance.now() - clicked;
      console.log(`click to pixels: ${tookMs.toFixed(0)} ms (a look at the pixels included)`);
      expect(tookMs).toBeLessThan(5_000);
      await eventually(
        async () => hasTextAtBottomRight(await x.picture()),
        (written) => written,
        5_000,
      );
      await saves('remote-lock');
      await page.getByText('リモートロック中').first().waitFor();
    },
    minute,
  );

  it(
    'takes the input of a locked screen',
    async () => {
      await x.xdotool('mousemove', '400', '300', 'click', '1', 'type', '--delay', '5', 'stolen');
      await x.xdotool('key', 'Return', 'ctrl+d');
      expect(await readFile(join(folder, 'typed.txt'), 'utf8')).not.toContain('stolen');
    },
    minute,
  );

  it(
    'stays locked over a restart and a kill of the agent and of the screen',
    async () => {
      const { stdout } = await run('pgrep', ['-f', `${agentFolder()}/agent/node`]);
      const pids = stdout.split('\n').filter(Boolean).map(Number);
      expect(pids.length).toBeGreaterThan(0);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await screenIs('red', 10_000);
      await eventually(
        async () => JSON.parse((await agent('status', '--json')).stdout) as { running?: boolean },
        (status) => status.running !== false,
      );
      await x.xdotool('mousemove', '400', '300', 'click', '1', 'type', '--delay', '5', 'again');
      expect(await readFile(join(folder, 'typed.txt'), 'utf8')).not.toContain('again');
      expect(colourOf(await x.picture())).toBe('red');
    },
    minute,
  );

  it(
    'gives the screen back with what was open still open',
    async () => {
      await page.getByRole('button', { name: 'アンロック', exact: true }).click();
      await page.getByRole('button', { name: 'アンロックする' }).click();
      await screenIs('desktop', 20_000);
      await x.xdotool('mousemove', '400', '300', 'click', '1');
      await x.xdotool('type', '--delay', '20', 'mine');
      await x.xdotool('key', 'Return');
      await eventually(
        () => readFile(join(folder, 'typed.txt'), 'utf8'),
        (text) => text.includes('mine'),
      );
    },
    minute,
  );

  it(
    'takes the policy: check-in every 10 s, timer lock after a minute',
    async () => {
      await page.goto(new URL('/policies/A01', page.url()).href);
      const choose = async (field: string, amount: string, unit: string) => {
        await page.getByLabel(field, { exact: true }).fill(amount);
        await page.getByLabel(`${field}の単位`).first().click();
        await page.getByRole('option', { name: unit, exact: true }).click();
      };
      await choose('認証間隔', '10', '秒');
      await page.getByRole('switch', { name: '認証が途絶えた端末を、端末自身にロックさせる' }).click();
      await choose('期間', '1', '分');
      await page.getByRole('button', { name: '保存', exact: true }).click();
      await page.getByText('保存しました').first().waitFor();
      await eventually(
        async () => JSON.parse((await agent('status', '--json')).stdout) as { status: { nextCheckInInMs: number } },
        ({ status }) => status.nextCheckInInMs < 12_000,
      );
    },
    minute,
  );

  it(
    'locks by itself when the server is gone, and opens when it is back',
    async () => {
      await server.stop();
      await screenIs('blue', 2.5 * minute);
      await eventually(
        async () => hasTextAtBottomRight(await x.picture()),
        (written) => written,
        5_000,
      );
      await saves('timer-lock');
      server = await startServer(serverArgs());
      await screenIs('desktop', minute);
    },
    5 * minute,
  );

  it(
    'tells it all in order on the page of the device, and only the remote lock in the lock history',
    async () => {
      await page.goto(deviceUrl);
      await page.getByRole('tab', { name: '経過' }).click();
      const whole = await eventually(
        async () =>
          (
            await page
              .locator('li[data-what]')
              .evaluateAll((items) => items.map((item) => item.getAttribute('data-what')))
          ).reverse(),
        (seen) => seen.includes('timer-unlocked'),
      );
      const told = ['registered', 'command-issued', 'locked', 'unlocked', 'timer-locked', 'timer-unlocked'];
      expect(whole.filter((what) => what !== null && told.includes(what))).toEqual([
        'registered',
        // Of the inventory.
        'command-issued',
        'command-issued',
        'locked',
        'command-issued',
        'unlocked',
        'timer-locked',
        'timer-unlocked',
      ]);
      await page.goto(new URL('/history', page.url()).href);
      const rows = page.locator('main tbody tr');
      await rows.first().waitFor();
      const operations = (await rows.allTextContents()).map((row) => (row.includes('アンロック') ? 'unlock' : 'lock'));
      expect(operations).toEqual(['unlock', 'lock']);
    },
    minute,
  );
});
