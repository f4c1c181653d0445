/** A browser that is too old is told so, in Japanese and English, by a plain page: no blank one, no half of the console (N27). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** What an older browser lacks, taken away before any script runs. */
const lacking: Readonly<Record<string, string>> = {
  'modules (before 2018)': 'delete HTMLScriptElement.prototype.noModule',
  'Object.hasOwn (before 2021)': 'delete Object.hasOwn',
  ':has() and light-dark() (before 2024)': 'CSS.supports = () => false',
};

test.each(Object.entries(lacking))(
  'without %s',
  async (what, script) => {
    const { page, complaints, close } = await stage.open('/favicon.svg', { language: 'en' });
    await page.addInitScript(script);
    if (what.startsWith('modules')) {
      // Such a browser does not know the type and runs nothing of it.
      await page.route('**/login', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('"module"', '"unknown"') });
      });
    }
    await page.goto(`${stage.api.url}/login`);
    const told = page.getByRole('alert');
    await told.waitFor();
    expect(await told.locator('[lang=ja]').textContent()).toContain('お使いのブラウザーは古い');
    expect(await told.locator('[lang=en]').textContent()).toContain('Chrome, Edge, Firefox or Safari');
    await page.waitForLoadState('networkidle');
    expect(await page.locator('#root').innerHTML()).toBe('');
    expect(complaints).toEqual([]);
    await close();
  },
  60_000,
);

test('a browser of today is told nothing', async () => {
  const { page, close } = await stage.open('/', { language: 'en' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.locator('html').getAttribute('data-too-old')).toBeNull();
  await close();
}, 60_000);
