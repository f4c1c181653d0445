/** The wipe on Linux, behind the agent's port: files by open folders, keys by cryptsetup. */
import type { Wipe } from '@sekisho/agent-core';
import type { Sources } from '../../posix/sources.ts';
import { removeTarget } from '../../posix/wipe/file-wipe.ts';
import type { KeptPaths } from '../../posix/wipe/kept.ts';
import { procFolders, requireProc } from './descriptors.ts';
import { eraseKeys, findEncrypted } from './luks.ts';

export interface LinuxWipeOptions {
  readonly sources: Sources;
  readonly kept: KeptPaths;
  /** For tests: called before each entry is touched. */
  readonly beforeEntry?: (path: string) => void;
}

export function createLinuxWipe({ sources, ...options }: LinuxWipeOptions): Wipe {
  return {
    async remove(target, note) {
      requireProc();
      return removeTarget(target, { ...options, folders: procFolders, note });
    },
    findEncrypted: (paths) => findEncrypted(sources, paths),
    eraseKeys: (volume) => eraseKeys(sources, volume),
  };
}
