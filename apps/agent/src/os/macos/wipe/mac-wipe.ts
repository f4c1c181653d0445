/** The wipe on macOS, behind the agent's port: files by open folders, keys by deleting volumes. */
import type { Wipe } from '@sekisho/agent-core';
import type { Sources } from '../../posix/sources.ts';
import { removeTarget } from '../../posix/wipe/file-wipe.ts';
import type { KeptPaths } from '../../posix/wipe/kept.ts';
import type { OpenFolders } from '../../posix/wipe/open-folders.ts';
import { dataVolume, eraseKeys, findEncrypted } from './file-vault.ts';

export interface MacWipeOptions {
  readonly sources: Pick<Sources, 'run'>;
  readonly kept: KeptPaths;
  /** The library is loaded when there is something to remove. */
  readonly openFolders: () => OpenFolders;
}

/** `/` is sealed: whoever names it means what people have written, which lies on the volume beside it. */
const walkedPathOf = (path: string) => (path === '/' ? dataVolume : path);

export function createMacWipe({ sources, kept, openFolders }: MacWipeOptions): Wipe {
  return {
    remove: async (target, note) =>
      removeTarget(target, { folders: openFolders(), kept, note, walkedPath: walkedPathOf(target.path) }),
    findEncrypted: (paths) => findEncrypted(sources, paths),
    eraseKeys: (volume) => eraseKeys(sources, volume),
  };
}
