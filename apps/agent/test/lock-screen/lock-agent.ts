// A small agent with nothing but the lock screen, in a process of its own, so that tests can kill it.

import { createInterface } from 'node:readline';
import { linuxLockScreen, type ScreenContent } from '../../src/os/linux/lock-screen/index.ts';
import { screenOptions } from './screen-options.ts';

const [stateDirectory, ...displays] = process.argv.slice(2);
if (stateDirectory === undefined) throw new Error('which state directory?');
const lockScreen = linuxLockScreen(screenOptions(stateDirectory, displays));

createInterface({ input: process.stdin }).on('line', async (line) => {
  const order = JSON.parse(line) as { show?: ScreenContent };
  if (order.show === undefined) await lockScreen.hide();
  else await lockScreen.show(order.show);
  process.stdout.write(`${JSON.stringify({ done: order, status: lockScreen.status() })}\n`);
});
