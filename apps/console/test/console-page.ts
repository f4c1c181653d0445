/** Chromium on the built console with the fake API behind it: what every test of the screens begins with. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { startBrowser, type TestBrowser } from '@sekisho/testkit/browser';
import type { BrowserContext, Page } from 'playwright-core';
import { type FakeApi, startFakeApi } from './fake-api.ts';

export type Stage = {
  api: FakeApi;
  browser: TestBrowser;
  /** A fresh page; what it complained about (errors, refused styles or scripts) is gathered in `complaints`. */
  open: (
    address: string,
    options?: Parameters<TestBrowser['open']>[0],
  ) => Promise<{ page: Page; complaints: string[]; close: () => Promise<void> }>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const built = path.join(import.meta.dirname, '../dist/index.html');

/** @param deviceCount how many devices the organization has */
export async function setStage(deviceCount?: number): Promise<Stage> {
  if (!existsSync(built))
    throw new Error('apps/console/dist is missing: run `npm run build --workspace apps/console` first');
  const api = await startFakeApi(deviceCount);
  const browser = await startBrowser();
  // Of each kind one for all pages, which keeps what it has fetched and compiled; what the console has stored there is taken away.
  const contexts = new Map<string, BrowserContext>();
  const newPage = async (options: Parameters<Stage['open']>[1]) => {
    const kind = JSON.stringify(options);
    const known = contexts.get(kind);
    if (known !== undefined) return known.newPage();
    // Nothing is clicked while it moves, or looked at while it fades.
    const { page, context } = await browser.open({ reducedMotion: true, ...options });
    contexts.set(kind, context);
    return page;
  };
  const open: Stage['open'] = async (address, options) => {
    const page = await newPage(options);
    await page.goto(`${api.url}/favicon.svg`);
    await page.evaluate(() => localStorage.clear());
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(api.url) && !/^(blob|data):/.test(request.url()))
        complaints.push(`foreign: ${request.url()}`);
    });
    await page.goto(`${api.url}${address}`);
    return { page, complaints, close: () => page.close() };
  };
  const dispose = async () => {
    await browser.close();
    await api.close();
  };
  return { api, browser, open, [Symbol.asyncDispose]: dispose };
}
