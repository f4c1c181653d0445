/** The state of the service on the screen: what is the matter and what to do; the last state when the server is away. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { troubledService, wellService } from './fake-service-state.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(3);
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, reachable: true, serviceState: wellService });
});

const timeoutMs = 60_000;

test(
  'a service that is well says so, in the menu of whoever may see it',
  async () => {
    const { page, complaints, close } = await stage.open('/', { language: 'en' });
    await page.getByRole('link', { name: 'Service state' }).click();
    await page.getByText('All is well').waitFor();
    expect(await page.locator('[data-item]').evaluateAll((all) => all.map((one) => one.textContent))).toEqual(
      Array(8).fill('Good'),
    );
    await page.getByText('30,408 of 50,000 contracted in use').waitFor();
    await page.getByRole('cell', { name: 'sekisho-2' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'what is the matter stands at its item, with what to do, in the language of the reader',
  async () => {
    stage.api.state.serviceState = troubledService;
    const { page, close } = await stage.open('/service-state', { language: 'ja' });
    await page.getByText('対応が必要な項目があります').waitFor();
    const backup = page.getByRole('row', { name: /バックアップ/ });
    expect(await backup.textContent()).toMatch(/異常.*直近のバックアップが失敗しました/);
    await page.getByText('異なるバージョンのサーバーが同時に動いています').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'when the server is away the last state stays, and says of when it is',
  async () => {
    const { page, close } = await stage.open('/favicon.svg', { language: 'en' });
    await page.clock.install();
    await page.goto(`${stage.api.url}/service-state`);
    await page.getByText('All is well').waitFor();
    stage.api.state.reachable = false;
    // When it is asked for again; two more attempts follow.
    await page.clock.fastForward(15_000);
    await page.getByText(/^The present state cannot be fetched/).waitFor();
    expect(await page.getByRole('cell', { name: 'sekisho-1' }).count()).toBe(1);
    await close();
  },
  timeoutMs,
);
