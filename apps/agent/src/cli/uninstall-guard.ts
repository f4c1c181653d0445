/** Guards the uninstall password: one attempt at a time, each wrong one slower than the last, all of them told to the server. */
import { setTimeout as wait } from 'node:timers/promises';
import { type UninstallFacts, type UninstallVerdict, uninstallVerdict } from '../uninstall.rules.ts';

const firstDelayMs = 1_000;
const longestDelayMs = 30_000;

export interface UninstallGuard {
  ask(facts: UninstallFacts): Promise<UninstallVerdict>;
}

/** @param told gets how many were wrong in a row, with each */
export function createUninstallGuard(told: (wrong: number) => void): UninstallGuard {
  let last: Promise<unknown> = Promise.resolve();
  let wrong = 0;
  async function attempt(facts: UninstallFacts): Promise<UninstallVerdict> {
    const verdict = await uninstallVerdict(facts);
    if (verdict === 'allowed') wrong = 0;
    if (verdict !== 'password-wrong') return verdict;
    wrong += 1;
    told(wrong);
    await wait(Math.min(longestDelayMs, firstDelayMs * 2 ** (wrong - 1)));
    return verdict;
  }
  return {
    ask(facts) {
      const mine = last.then(() => attempt(facts));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
