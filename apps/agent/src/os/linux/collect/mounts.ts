/** Reads /proc/self/mountinfo (proc(5)): what is mounted where. */

export interface Mount {
  /** As in `mnt_id` of an open file's fdinfo. */
  readonly id: string;
  /** `major:minor` of the device. */
  readonly deviceNumber: string;
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly source: string;
  /** Folder of the file system that is mounted; other than `/` for bind mounts and subvolumes. */
  readonly root: string;
}

/** Blanks, tabs, line ends and backslashes stand as octal numbers. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line): Mount[] => {
    const [left = '', right = ''] = line.split(' - ', 2);
    const [id, , deviceNumber, root, mountPoint] = left.split(' ');
    const [fileSystem, source] = right.split(' ');
    if (!id || !deviceNumber || !root || !mountPoint || !fileSystem) return [];
    return [
      {
        id,
        deviceNumber,
        mountPoint: decodeOctal(mountPoint),
        fileSystem,
        source: decodeOctal(source ?? ''),
        root: decodeOctal(root),
      },
    ];
  });
}

const storedSources = /^\/dev\//;
const storedFileSystems = new Set(['zfs', 'btrfs', 'bcachefs']);

/**
 * The file systems that hold data of this machine, once each, where they are mounted first; `/` in any case, whatever it is
 * (an overlay in a container). Images of snap packages and media of installers are none.
 */
export function chooseVolumes(mounts: readonly Mount[]): Mount[] {
  const chosen = new Map<string, Mount>();
  const rootMount = mounts.findLast(({ mountPoint }) => mountPoint === '/');
  for (const mount of mounts) {
    if (mount.fileSystem === 'squashfs' || mount.fileSystem === 'iso9660') continue;
    if (!storedSources.test(mount.source) && !storedFileSystems.has(mount.fileSystem)) continue;
    // Every btrfs subvolume has a device number of its own; the source is what they share.
    const key = storedSources.test(mount.source) ? mount.source : mount.deviceNumber;
    const known = chosen.get(key);
    if (known === undefined || mount === rootMount) chosen.set(key, mount);
  }
  const volumes = [...chosen.values()];
  if (rootMount !== undefined && !volumes.includes(rootMount)) volumes.unshift(rootMount);
  return volumes;
}
