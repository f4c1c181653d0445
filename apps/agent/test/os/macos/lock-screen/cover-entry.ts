/** The process of the lock screen on a double of AppKit: each `NSWindow close` and what it tells goes out as it does on a Mac. */
import { createInterface } from 'node:readline';
import { openDesktop } from '../../../../src/os/macos/lock-screen/desktop.ts';
import { runScreen } from '../../../../src/os/macos/lock-screen/screen-entry.ts';
import { recordAppKit } from './recorded-objective-c.ts';

const appKit = recordAppKit();
appKit.mayActivate = process.env['MAY_ACTIVATE'] !== 'no';
const lines = createInterface({ input: process.stdin });
let isAlone = false;
lines.on('close', () => {
  isAlone = true;
});
process.stdout.on('error', () => undefined);
const code = await runScreen(process.argv.slice(2), {
  openDesktop: () => openDesktop(appKit),
  onInputLine: (listener) => void lines.on('line', listener),
  tell: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
  timers: {
    every(periodMs, run) {
      const timer = setInterval(run, periodMs / 5);
      return () => clearInterval(timer);
    },
    after: (delayMs) => new Promise((resolve) => void setTimeout(resolve, delayMs / 50)),
  },
  isAlone: () => isAlone,
  wallNow: Date.now,
});
process.exit(code);
