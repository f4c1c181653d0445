/** Whether a restart is waited for (I07): by Windows for its updates and components, or by the installer for a function of ours. */
import type { Registry } from './registry.ts';

const microsoft = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion';

/** Keys that are there until the restart. The installer's lives in memory alone, so that it goes with it; `setup/restart.ts` makes it. */
const marks = [
  `${microsoft}\\Component Based Servicing\\RebootPending`,
  `${microsoft}\\WindowsUpdate\\Auto Update\\RebootRequired`,
  'SOFTWARE\\Sekisho\\Restart',
];

/** Files that are only cleaned up at the next start are no reason. */
export function isRestartPending({ read }: Pick<Registry, 'read'>): boolean {
  return marks.some((mark) => read('machine', mark, () => true) === true);
}
