/** What a device loads that only waits. */
import { expect, test } from 'vitest';
import { bundleAgent } from '../src/bundle.ts';
import { bundleMacAgent } from '../src/macos/bundle-mac.ts';

test('the X client is in the script of the lock screen, and not in that of the agent at rest', async () => {
  const { agent, lockScreen } = await bundleAgent();
  const xRequest = 'QueryPointer';
  expect(Buffer.from(lockScreen).includes(xRequest)).toBe(true);
  expect(Buffer.from(agent).includes(xRequest)).toBe(false);
});

test('the agent for macOS asks Apple’s programs, and holds nothing of Linux; that for Linux nothing of macOS', async () => {
  const [linux, mac] = await Promise.all([bundleAgent(), bundleMacAgent()]);
  const ofMac = 'SPHardwareDataType';
  const ofLinux = 'loginctl';
  expect([ofMac, ofLinux].map((word) => Buffer.from(mac.agent).includes(word))).toEqual([true, false]);
  expect([ofMac, ofLinux].map((word) => Buffer.from(linux.agent).includes(word))).toEqual([false, true]);
});
