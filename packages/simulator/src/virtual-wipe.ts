/** A wipe of files that were never there: each target is reported as one that held nothing, the keys as those of no encrypted disk. */
import type { Wipe } from '@sekisho/agent-core';

export const virtualWipe: Wipe = {
  remove: async (target) => ({
    ...target,
    removedFiles: 0,
    removedFolders: 0,
    removedBytes: 0,
    kept: 0,
    linkedElsewhere: 0,
    failed: 0,
    keyslotsBefore: 0,
    keyslotsAfter: 0,
    code: null,
    failures: [],
  }),
  findEncrypted: async () => [],
  eraseKeys: async ({ path }) => {
    throw new Error(`there is no ${path} here`);
  },
};
