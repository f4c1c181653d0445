/** On the width of a telephone: nothing runs out of the page, and what is told has room. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { troubledService } from './fake-service-state.ts';
import { uuid } from './fake-world.ts';

let stage: Stage;
let opened: Awaited<ReturnType<Stage['open']>>;
beforeAll(async () => {
  stage = await setStage(20);
  opened = await stage.open('/favicon.svg', { language: 'en', width: 420, height: 900 });
});
afterAll(() => stage[Symbol.asyncDispose]());

test.each([
  '/',
  `/devices/${uuid(2)}`,
  '/inventory',
  '/inventory?tab=software',
  '/policies/A02',
  '/client-deployment/windows/standard/new',
  '/inventory-import',
  '/history',
  '/audit',
  '/administrators',
  '/system',
  '/agent-updates',
  '/service-state',
])('%s', async (address) => {
  const { page, complaints } = opened;
  await page.goto(`${stage.api.url}${address}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
  expect(complaints).toEqual([]);
});

test('what is to be done about the service is read without moving anything aside', async () => {
  const { page } = opened;
  stage.api.state.serviceState = troubledService;
  await page.goto(`${stage.api.url}/service-state`);
  const table = page.getByRole('region').first();
  await table
    .getByText(/backup/i)
    .first()
    .waitFor();
  expect(await table.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  expect(await table.getByRole('row').count()).toBe(9);
});

test('the timeline tells what happened beside its mark, under its time', async () => {
  const { page } = opened;
  await page.goto(`${stage.api.url}/devices/${uuid(2)}`);
  await page.getByRole('tab', { name: 'Timeline' }).click();
  const entry = page.getByRole('tabpanel').locator('li[data-what]').first();
  await entry.waitFor();
  expect((await entry.locator('> :last-child').boundingBox())?.width).toBeGreaterThan(300);
});

test('words of a command stay whole', async () => {
  stage.api.state.agentUpdates = { releaseKeys: [], releases: [], rollouts: [] };
  const { page } = opened;
  await page.goto(`${stage.api.url}/agent-updates`);
  const command = page.getByRole('textbox', { name: 'Command' }).nth(1);
  expect(await command.textContent()).toMatch(/^npm run release -- trust --server .* --token-file token.txt$/);
  const heights = await command.locator('span').evaluateAll((words) => words.map(({ clientHeight }) => clientHeight));
  expect([heights.length, new Set(heights).size]).toEqual([9, 1]);
});
