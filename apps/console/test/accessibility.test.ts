/** Every screen in both languages and both colour schemes: WCAG 2.2 AA by axe, no complaint of the browser, nothing loaded from elsewhere. */
import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { makeAgentUpdates } from './fake-agent-updates.ts';
import { badImport, goodImport, inventoryImport, refusedArchive } from './fake-tasks.ts';
import { uuid } from './fake-world.ts';

const device = `/devices/${uuid(2)}`;
type Screen = {
  name: string;
  address: string;
  loggedOut?: true;
  setUp?: true;
  before?: (state: Stage['api']['state']) => void;
  act?: (page: Page) => Promise<void>;
};
const tab = (index: number) => async (page: Page) => {
  await page.getByRole('tab').nth(index).click();
  await page.getByRole('tabpanel').getByRole('heading').first().waitFor();
};
const dialogOf = (name: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').waitFor();
};

const screens: Screen[] = [
  { name: 'log-in', address: '/login', loggedOut: true },
  { name: 'set-up', address: '/setup#token=a-token-that-is-long-enough', loggedOut: true, setUp: true },
  { name: 'home', address: '/' },
  { name: 'home, nothing found', address: '/?keyword=nobody' },
  {
    name: 'home, many selected and asked',
    address: '/',
    act: async (page) => {
      await page.locator('thead input[type=checkbox]').check();
      await page.getByRole('toolbar').getByRole('button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'how to add a device', address: '/?add=true', act: (page) => page.getByRole('dialog').waitFor() },
  { name: 'device', address: device },
  { name: 'device, hardware', address: device, act: tab(1) },
  { name: 'device, software', address: device, act: tab(2) },
  { name: 'device, changes', address: device, act: tab(3) },
  {
    name: 'device, compared with a day',
    address: device,
    act: async (page) => {
      await tab(3)(page);
      await page.getByLabel(/^(比較する日|Compare with)$/).fill('2026-01-01');
      await page.getByText(/2 回の変更|2 changes/).waitFor();
    },
  },
  { name: 'device, location', address: `/devices/${uuid(3)}`, act: tab(4) },
  { name: 'device, no location', address: device, act: tab(4) },
  { name: 'device, timeline', address: device, act: tab(5) },
  { name: 'device, lock', address: device, act: dialogOf(/^(ロック|Lock)$/) },
  {
    name: 'device, wipe',
    address: device,
    act: async (page) => {
      await dialogOf(/^(消去|Wipe)…$/)(page);
      await page.getByRole('dialog').getByRole('textbox').waitFor();
    },
  },
  { name: 'device, wiped', address: `/devices/${uuid(9)}`, act: (page) => page.getByText('/home').first().waitFor() },
  { name: 'map', address: '/map', act: (page) => page.getByText('tokyo-pc-001').waitFor() },
  { name: 'inventory', address: '/inventory', act: (page) => page.getByText('macOS 15.2').last().waitFor() },
  { name: 'software', address: '/inventory?tab=software', act: (page) => page.getByText('Firefox').first().waitFor() },
  {
    name: 'software, versions',
    address: '/inventory?tab=software',
    act: dialogOf(/Firefox のバージョン|of Firefox/),
  },
  { name: 'home, by software', address: '/?software=1000', act: (page) => page.getByText('Firefox 146.0.0').waitFor() },
  {
    name: 'saved searches',
    address: '/',
    act: async (page) => {
      await page.getByRole('button', { name: /^(保存済み検索|Saved searches)$/ }).click();
      await page.getByRole('menuitem', { name: '長期不在' }).waitFor();
    },
  },
  {
    name: 'saved searches, managed',
    address: '/',
    act: async (page) => {
      await page.getByRole('button', { name: /^(保存済み検索|Saved searches)$/ }).click();
      await page.getByRole('menuitem', { name: /^(名前の変更と削除…|Rename and delete…)$/ }).click();
      await page.getByRole('dialog').getByText('長期不在').waitFor();
    },
  },
  { name: 'policies', address: '/policies' },
  { name: 'policy', address: '/policies/A02' },
  {
    name: 'policy, a new unlock key',
    address: '/policies/A02',
    act: dialogOf(/^(新しい解除キーを発行…|Issue a new unlock key…)$/),
  },
  { name: 'client deployment', address: '/client-deployment/windows/standard' },
  { name: 'client deployment, no setting yet', address: '/client-deployment/linux/on-demand' },
  { name: 'client deployment, nobody has made it', address: '/client-deployment/macos/standard' },
  {
    name: 'client deployment, a linked clone behind a proxy',
    address: '/client-deployment/windows/linked-clone/new',
    act: async (page) => {
      await page.getByRole('radio', { name: /次のプロキシを使用する|Through this proxy/ }).check();
      await page.getByRole('textbox', { name: /IPv4.*(ホスト|host)/ }).fill('http://proxy');
      await page.getByRole('radio', { name: /収集するインベントリを選択する|Choose what to collect/ }).check();
    },
  },
  {
    name: 'client deployment, to be registered',
    address: '/client-deployment/linux/standard/new',
    act: dialogOf(/^(登録|Register)$/),
  },
  {
    name: 'client deployment, a group to choose',
    address: '/client-deployment/windows/standard',
    act: async (page) => {
      await dialogOf(/をダウンロード…$|^Download .+…$/)(page);
      await page.getByRole('dialog').getByRole('radio', { name: '営業部' }).check();
    },
  },
  {
    name: 'client deployment, downloaded',
    address: `/client-deployment/linux/standard/${uuid(2004)}`,
    act: async (page) => {
      await dialogOf(/をダウンロード…$|^Download .+…$/)(page);
      await page.getByRole('dialog').getByRole('radio', { name: '営業部' }).check();
      await page.getByRole('button', { name: /^(選択してダウンロード|Choose and download)$/ }).click();
      await page.getByRole('textbox', { name: /^(コマンド|Command)$/ }).waitFor();
    },
  },
  { name: 'utilities', address: '/client-deployment/windows/utilities' },
  { name: 'add-on software', address: '/client-deployment/windows/add-on-software' },
  { name: 'add-on software, none', address: '/client-deployment/macos/add-on-software' },
  {
    name: 'add-on software, to be registered',
    address: '/client-deployment/windows/add-on-software',
    act: dialogOf(/^(登録|Register)$/),
  },
  { name: 'downloads', address: '/client-deployment/downloads' },
  {
    name: 'downloads, one to revoke',
    address: '/client-deployment/downloads',
    act: dialogOf(/失効させる$|^Revoke .+/),
  },
  { name: 'history', address: '/history' },
  { name: 'approvals', address: '/approvals' },
  { name: 'approvals, a new key', address: '/approvals', act: dialogOf(/^(自分の鍵を追加|Add a key of mine)$/) },
  {
    name: 'approvals, a wipe to approve',
    address: '/approvals',
    act: async (page) => {
      await page
        .getByRole('button', { name: /tokyo-pc-001/ })
        .first()
        .click();
      await page.getByRole('dialog').getByText('PF3ABCDE').waitFor();
    },
  },
  { name: 'agent updates', address: '/agent-updates' },
  { name: 'agent updates, a rollout to change', address: '/agent-updates', act: dialogOf(/^(変更|Change)$/) },
  {
    name: 'agent updates, a rollout to start in groups',
    address: '/agent-updates',
    before: (state) => {
      state.agentUpdates.rollouts = [];
    },
    act: async (page) => {
      await dialogOf(/^(展開を開始|Start a rollout)$/)(page);
      await page.getByRole('radio', { name: /^(選択したグループの端末|Devices of some groups)$/ }).check();
      await page.getByRole('combobox', { name: /^(グループ|Groups)$/ }).click();
      await page.getByRole('option', { name: '大阪支社' }).click();
      await page.keyboard.press('Tab');
    },
  },
  { name: 'service state', address: '/service-state' },
  { name: 'tasks', address: '/tasks' },
  {
    name: 'tasks in the header',
    address: '/groups',
    act: async (page) => {
      await page.getByRole('button', { name: /実行中の処理|task is running/ }).click();
      await page.getByRole('link', { name: /すべての処理|All tasks/ }).waitFor();
    },
  },
  { name: 'import', address: '/import' },
  { name: 'inventory import', address: '/inventory-import' },
  { name: 'inventory import, done', address: `/inventory-import?task=${inventoryImport.id}` },
  { name: 'inventory import, refused', address: `/inventory-import?task=${refusedArchive.id}` },
  { name: 'import, to be confirmed', address: `/import?task=${goodImport.id}` },
  { name: 'import, faulty', address: `/import?task=${badImport.id}` },
  { name: 'audit log', address: '/audit' },
  { name: 'groups', address: '/groups' },
  { name: 'groups, create', address: '/groups', act: dialogOf(/^(グループを作成|Create a group)$/) },
  { name: 'system information', address: '/system' },
  { name: 'a new token', address: '/system', act: dialogOf(/^(トークンを作成|Create a token)$/) },
  { name: 'administrators', address: '/administrators' },
  {
    name: 'an administrator to add',
    address: '/administrators',
    act: dialogOf(/^(管理者を追加|Add an administrator)$/),
  },
  {
    name: 'a link for an administrator',
    address: '/administrators',
    act: async (page) => {
      await page.getByRole('button', { name: /sato/ }).click();
      await page.getByRole('menuitem', { name: /リンク|link/ }).click();
      await page.locator('[role=menu]').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /^(リンクを表示|Show the link)$/ }).click();
      await page.getByRole('dialog').getByRole('textbox').waitFor();
    },
  },
  { name: 'own account', address: '/account' },
  {
    name: 'an authenticator app to set up',
    address: '/account',
    act: async (page) => {
      await page.getByRole('button', { name: /^(認証アプリを登録|Set up an app)$/ }).click();
      await page.getByRole('img', { name: 'QR' }).waitFor();
    },
  },
  { name: 'forgotten password', address: '/forgotten', loggedOut: true },
  { name: 'invitation', address: '/account-link#token=a-token-that-is-long-enough', loggedOut: true },
  { name: 'no such page', address: '/nowhere' },
  {
    name: 'search',
    address: '/',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('textbox').fill('tokyo');
      await page.getByRole('dialog').getByText('tokyo-pc-001').waitFor();
    },
  },
];

let stage: Stage;
let opened: Awaited<ReturnType<Stage['open']>>;
beforeAll(async () => {
  stage = await setStage();
  opened = await stage.open('/favicon.svg');
});
afterAll(() => stage[Symbol.asyncDispose]());

const languages = ['ja', 'en'] as const;
type Language = (typeof languages)[number];
const wcag: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
};
/** Nothing else depends on the colour scheme. */
const contrast: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] } };

/** A page of its own for the address, in this language, that knows axe. */
async function load(page: Page, address: string, language: Language): Promise<void> {
  await page.goto(`${stage.api.url}/favicon.svg`);
  await page.evaluate((chosen) => localStorage.setItem('sekisho.language', chosen), language);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${stage.api.url}${address}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.evaluate(axe.source);
}

/** As if it had been chosen in another tab: nothing is closed or loaded for it. */
async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate((chosen) => {
    localStorage.setItem('sekisho.language', chosen);
    window.dispatchEvent(new StorageEvent('storage'));
  }, language);
  await page.locator(`html[lang=${language}]`).waitFor();
}

async function colour(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
}

async function violations(page: Page, options: RunOptions): Promise<string[]> {
  // What is fading in would be measured as too little contrast.
  await page.evaluate(() => {
    const passing = document
      .getAnimations()
      .filter(({ effect, playState }) => playState === 'running' && effect?.getTiming().iterations !== Infinity);
    return Promise.allSettled(passing.map(({ finished }) => finished)).then(() => undefined);
  });
  return page.evaluate(
    async (options) => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, options);
      return violations.map(({ id, nodes }) =>
        [id, ...nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`)].join(' | '),
      );
    },
    { ...options, resultTypes: ['violations'] } satisfies RunOptions,
  );
}

// What breaks a rule does so twice; a click that met a page in the middle of its drawing does not.
test.each(screens.map((screen, at) => ({ ...screen, at })))('$name', { timeout: 60_000, retry: 1 }, async (screen) => {
  const { address, loggedOut, setUp, before, act, at } = screen;
  const { page, complaints } = opened;
  // What is asked of people's clicks is asked of half of the screens in each language.
  const [first, second] = at % 2 === 0 ? languages : languages.toReversed();
  if (first === undefined || second === undefined) throw new Error('no language');
  const agentUpdates = makeAgentUpdates();
  Object.assign(stage.api.state, { loggedIn: loggedOut !== true, setupNeeded: setUp === true, agentUpdates });
  before?.(stage.api.state);
  complaints.length = 0;
  await load(page, address, first);
  await act?.(page);
  expect(await violations(page, wcag)).toEqual([]);
  await colour(page, 'dark');
  expect(await violations(page, contrast)).toEqual([]);
  await speak(page, second);
  expect(await violations(page, contrast)).toEqual([]);
  await colour(page, 'light');
  expect(await violations(page, wcag)).toEqual([]);
  expect(complaints).toEqual([]);
});
