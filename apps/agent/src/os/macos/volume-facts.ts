/** What `diskutil info -plist` says of a volume: a few plain values of a long property list. */
import type { Sources } from '../posix/sources.ts';

export interface VolumeFacts {
  readonly fileVault: boolean;
  /** Can be taken out or unplugged. */
  readonly external: boolean;
  /** A disk image, which lies on a disk itself. */
  readonly image: boolean;
  readonly fileSystem: string;
  /** `disk3s5` */
  readonly device: string;
  /** By which it is known again; blank: it has none. */
  readonly uuid: string;
  /** Blank: it is not mounted. */
  readonly mountPoint: string;
}

/** Values of the outermost dictionary are told once; keys inside others have other names. */
export function parseVolumeFacts(text: string): VolumeFacts {
  const flag = (key: string) => new RegExp(`<key>${key}</key>\\s*<true/>`).test(text);
  const word = (key: string) => new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(text)?.[1] ?? '';
  return {
    fileVault: flag('FileVault'),
    external: flag('RemovableMediaOrExternalDevice'),
    image: word('BusProtocol') === 'Disk Image',
    fileSystem: word('FilesystemType'),
    device: word('DeviceIdentifier'),
    uuid: word('VolumeUUID'),
    mountPoint: plainText(word('MountPoint')),
  };
}

/** Names of volumes may hold what XML writes in other words. */
function plainText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** @param volume its device, mount point or UUID; `null`: it is not there, or diskutil cannot tell */
export async function readVolumeFacts({ run }: Pick<Sources, 'run'>, volume: string): Promise<VolumeFacts | null> {
  const text = await run('diskutil', ['info', '-plist', volume]);
  return text === null ? null : parseVolumeFacts(text);
}
