/** Removable media on macOS: volumes below /Volumes that can be taken out (N06). */
import path from 'node:path';
import type { Log, RemovableMedia } from '@sekisho/agent-core';
import type { Closable } from '../../machine.ts';
import { createMountedMedia } from '../any/mounted-media.ts';
import type { Sources } from '../posix/sources.ts';
import { readVolumeFacts } from './volume-facts.ts';

export interface KeyMediaOptions {
  readonly sources: Sources;
  readonly log: Log;
  readonly every: (periodMs: number, act: () => void) => Closable;
  /** Another folder, in tests. */
  readonly volumesFolder?: string;
}

export function createKeyMedia({ sources, log, every, volumesFolder = '/Volumes' }: KeyMediaOptions): RemovableMedia {
  return createMountedMedia({
    log,
    every,
    async list() {
      const names = await sources.listFolder(volumesFolder);
      return names.map((name) => ({ trace: name, folder: path.join(volumesFolder, name) }));
    },
    async isMedium({ folder }) {
      const facts = await readVolumeFacts(sources, folder);
      return facts === null ? null : facts.external && !facts.image;
    },
  });
}
