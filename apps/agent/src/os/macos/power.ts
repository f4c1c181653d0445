/** Shuts the Mac down at once: shutdown(8). */
import type { Power } from '@sekisho/agent-core';
import type { Sources } from '../posix/sources.ts';

export function createPower({ run }: Pick<Sources, 'run'>): Power {
  return {
    async shutDown() {
      if ((await run('shutdown', ['-h', 'now'])) === null) throw new Error('shutdown was refused');
    },
  };
}
