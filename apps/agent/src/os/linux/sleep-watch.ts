/** Notices that the machine slept, or that its clock was set: by the clocks, and by logind where there is one. */
import type { Closable } from '../../machine.ts';
import { watchClocks } from '../any/clock-watch.ts';
import { listenForWaking } from './sleep-signal.ts';

export function watchSleep(busAddress: string | undefined, woke: () => void): Closable {
  const logind = listenForWaking(busAddress, woke);
  const clocks = watchClocks(woke);
  return {
    close() {
      clocks.close();
      logind.close();
    },
  };
}
