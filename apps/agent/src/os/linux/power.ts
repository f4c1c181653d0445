/** Shuts the machine down, by systemd or by what is there instead. */
import type { Power } from '@sekisho/agent-core';

/** Resolves with whether the program ran and succeeded. */
export type TryProgram = (program: string, args: readonly string[]) => Promise<boolean>;

const ways: readonly (readonly [string, ...string[]])[] = [
  ['systemctl', 'poweroff', '--no-wall'],
  ['shutdown', '-h', 'now'],
  ['poweroff'],
];

export function createPower(tryProgram: TryProgram): Power {
  return {
    async shutDown() {
      for (const [program, ...args] of ways) {
        if (await tryProgram(program, args)) return;
      }
      throw new Error('no program of this machine shuts it down');
    },
  };
}
