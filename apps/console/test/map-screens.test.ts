/** Where devices are, in a real browser: the map and its list, one device's day moment by moment, and the end of a track. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { uuid } from './fake-world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(120);
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, setupNeeded: false, reachable: true, changes: [] });
});

const timeoutMs = 90_000;

/** Something other than one colour has been drawn. */
async function isDrawn(page: Page): Promise<void> {
  await page.locator('canvas.maplibregl-canvas').waitFor();
  const picture = async () => (await page.locator('canvas.maplibregl-canvas').screenshot()).length;
  // Each look has it drawn once more, by the processor: not too often.
  await expect.poll(picture, { timeout: 60_000, interval: 1_000 }).toBeGreaterThan(20_000);
}

test(
  'the map shows what the list says; a device leads to its card and its page; the address remembers the place',
  async () => {
    const { page, complaints, close } = await stage.open('/map', { language: 'en' });
    await page.getByText('60 devices in view').waitFor();
    await isDrawn(page);
    const item = page.getByRole('region', { name: 'Devices in view' }).getByRole('button').first();
    expect(await item.textContent()).toMatch(/tokyo-pc-001about \d+ km from Tokyo, Japan.*to 12 m/);
    await item.focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: 'tokyo-pc-001' });
    await card.waitFor();
    await page.waitForURL(/at=35\.\d+%2C139\.\d+%2C1\d/);
    await page.getByText(/^\d device(s)? in view$/).waitFor();
    await card.getByRole('link', { name: 'tokyo-pc-001' }).click();
    await page.getByRole('heading', { name: 'tokyo-pc-001', level: 1 }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'an address of a view shows this view',
  async () => {
    const { page, close } = await stage.open('/map?at=51.5,-0.1,8', { language: 'ja' });
    await page.getByText('この範囲に 7 台').waitFor();
    await page
      .getByText(/イギリス/)
      .first()
      .waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'the controls of the map speak the language that was switched to',
  async () => {
    const { page, close } = await stage.open('/map', { language: 'ja' });
    await page.getByRole('button', { name: '拡大' }).waitFor();
    await page.getByRole('button', { name: /English/ }).click();
    await page.getByRole('button', { name: 'Zoom in' }).waitFor();
    expect(await page.getByRole('button', { name: '拡大' }).count()).toBe(0);
    await close();
  },
  timeoutMs,
);

test(
  'the day of a device: a slider moves through the track, another day has none, the track can be deleted',
  async () => {
    const { page, complaints, close } = await stage.open(`/devices/${uuid(5)}`, { language: 'en' });
    await page.getByRole('tab', { name: 'Location' }).click();
    await page.getByText('38 positions').waitFor();
    await isDrawn(page);
    const slider = page.getByRole('slider', { name: 'Time' });
    const before = await slider.getAttribute('aria-valuetext');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).not.toBe(before);
    await page.keyboard.press('Home');
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('0');
    await page.getByText('Every position').click();
    expect(await page.getByRole('table', { name: 'Every position' }).getByRole('row').count()).toBe(39);
    await page.getByRole('button', { name: 'Day before' }).click();
    await page.getByText('2 positions').waitFor();
    await page.getByRole('button', { name: 'Day before' }).click();
    await page.getByText('No position on this day').waitFor();
    await page.getByRole('button', { name: 'Delete the track…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Every position was deleted.').waitFor();
    expect(stage.api.state.changes.map(({ request }) => request)).toEqual([`DELETE /devices/${uuid(5)}/track`]);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test.each([
  [2, 'この端末の設定では、位置情報がオフです'],
  [4, 'まだ位置が届いていません'],
  [6, 'この端末では、位置情報の利用が許可されていません'],
  [8, '位置を取得できませんでした'],
  [14, '位置を知る手段が見つかりません'],
])('device %i: why there is no position is said', async (number, text) => {
  const { page, close } = await stage.open(`/devices/${uuid(number)}`, { language: 'ja' });
  await page.getByRole('tab', { name: '位置' }).click();
  await page.getByText(text).waitFor();
  await close();
});

test(
  'a guess by IP address is called one',
  async () => {
    const { page, close } = await stage.open(`/devices/${uuid(3)}`, { language: 'ja' });
    await page.getByRole('tab', { name: '位置' }).click();
    await page.getByText('この位置は IP アドレスから推定されたものです').waitFor();
    await close();
  },
  timeoutMs,
);

test('a policy switches positions and says for how long they are kept', async () => {
  const { page, close } = await stage.open('/policies/A03', { language: 'en' });
  await page.getByLabel('Use positions').check();
  const days = page.getByLabel('Keep for');
  await days.fill('0');
  await page.getByText('Please enter a number of days from 1 to 3,650.').waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await days.fill('30');
  await page.getByText('Location: Off → On').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => stage.api.state.changes.length).toBe(1);
  expect(stage.api.state.changes[0]?.body).toMatchObject({
    settings: { location: { enabled: true, retentionDays: 30 } },
  });
  await close();
});
