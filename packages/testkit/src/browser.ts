/** Debian's Chromium, headless, through Playwright: a page in a language, and screenshots for a person to look at. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export type TestBrowser = {
  open(options?: {
    language?: 'ja' | 'en';
    colourScheme?: 'light' | 'dark';
    width?: number;
    height?: number;
    /** What opens and closes does so at once, as for people who ask their system for that. */
    reducedMotion?: boolean;
  }): Promise<{ page: Page; context: BrowserContext }>;
  close(): Promise<void>;
};

/** Starts Chromium; nothing it does leaves this machine. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-gpu',
    ],
  });
  return {
    async open({ language = 'ja', colourScheme = 'light', width = 1280, height = 720, reducedMotion = false } = {}) {
      const context = await browser.newContext({
        locale: language === 'ja' ? 'ja-JP' : 'en-US',
        timezoneId: 'Asia/Tokyo',
        colorScheme: colourScheme,
        reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
        viewport: { width, height },
        ignoreHTTPSErrors: true,
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      return { page: await context.newPage(), context };
    },
    async close() {
      await browser.close();
    },
  };
}
