/** Removable media on Windows: drives that come, go, or take another medium; what is at their roots is read when they come (N06). */
import { stat } from 'node:fs/promises';
import type { Log, RemovableMedia } from '@sekisho/agent-core';
import { every } from '../../any/every.ts';
import { inTime } from '../../any/in-time.ts';
import { createMountedMedia, type MountedVolume } from '../../any/mounted-media.ts';
import { ioctl, storageProperty, withDevice } from '../device-control.ts';
import { driveKind, rootsOf } from '../drives.ts';
import type { Kernel32 } from '../ffi/kernel32.ts';
import { busOf, type DriveFacts, diskOf, isRemovableMedium } from './media.rules.ts';

export interface KeyMediaOptions {
  readonly kernel: Kernel32;
  readonly systemFolder: string;
  readonly log: Log;
}

/** A drive that answers no sooner has no medium for now. */
const lookTimeoutMs = 5_000;

/** Letters are kept for card readers that are empty: what counts is the volume in them, known by its serial number. */
async function volumeAt(root: string): Promise<MountedVolume[]> {
  const medium = await inTime(
    stat(root, { bigint: true }).catch(() => null),
    lookTimeoutMs,
    null,
  );
  return medium === null ? [] : [{ trace: `${root} ${medium.dev.toString(16)}`, folder: root }];
}

export function createKeyMedia({ kernel, systemFolder, log }: KeyMediaOptions): RemovableMedia {
  const systemRoot = systemFolder.slice(0, 3).toUpperCase();
  const factsOf = (root: string): DriveFacts => {
    const device = withDevice(kernel, `\\\\.\\${root.slice(0, 2)}`, ({ control, property }) => ({
      bus: busOf(property(storageProperty.device)),
      disk: diskOf(control(ioctl.storageGetDeviceNumber)),
    }));
    return { kind: driveKind(kernel, root), bus: device?.bus ?? null, disk: device?.disk ?? null };
  };
  const isLocal = (root: string) => ['removable', 'fixed'].includes(driveKind(kernel, root));
  return createMountedMedia({
    log,
    every,
    async list() {
      const roots = rootsOf(Number(kernel.GetLogicalDrives())).filter((root) => root !== systemRoot && isLocal(root));
      return (await Promise.all(roots.map(volumeAt))).flat();
    },
    isMedium: async ({ folder }) => isRemovableMedium(factsOf(folder), factsOf(systemRoot).disk),
  });
}
