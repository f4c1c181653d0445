/** What a device loads that only waits. */
import { expect, test } from 'vitest';
import { bundleAgent } from '../src/bundle.ts';

test('the X client is in the script of the lock screen, and not in that of the agent at rest', async () => {
  const { agent, lockScreen } = await bundleAgent();
  const xRequest = 'QueryPointer';
  expect(Buffer.from(lockScreen).includes(xRequest)).toBe(true);
  expect(Buffer.from(agent).includes(xRequest)).toBe(false);
});
