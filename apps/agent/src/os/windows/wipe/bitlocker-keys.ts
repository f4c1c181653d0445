/**
 * The end of every key that anybody has to a volume under BitLocker. Windows refuses to remove the last one, or, told to go on all the same, writes the key of the volume onto
 * the disk in the clear (Win32_EncryptableVolume.DeleteKeyProtectors, Remove-BitLockerKeyProtector): so one is added first that nobody knows, and stays as the only one.
 */
import type { EncryptedVolume } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import { Tally } from '../../any/wipe/tally.ts';

export interface BitLockerVolume {
  /** GUID of the volume. */
  readonly id: string;
  /** `C:`; `null` where it has no letter. */
  readonly drive: string | null;
  /** In the machine for good: of the system, or of data. */
  readonly isFixed: boolean;
  readonly encrypted: 'no' | 'partly' | 'fully';
  /** Not so while the key of the volume stands in the clear ('suspended', and before device encryption has been set up). */
  readonly isProtected: boolean;
  /** Nobody has opened it: it is shut already, and its keys cannot be touched. */
  readonly isLocked: boolean;
}

export interface BitLocker {
  volumes(): Promise<readonly BitLockerVolume[]>;
  /** Ids of all that opens the volume; `null`: it does not say. */
  protectors(id: string): Promise<readonly string[] | null>;
  /** A recovery password that Windows makes and tells nobody; its id, or `null`. */
  addUnknown(id: string): Promise<string | null>;
  /** Also where the volume is opened by another one of this machine. */
  remove(id: string, protector: string): Promise<void>;
  /** Takes the key in the clear away. */
  protect(id: string): Promise<void>;
}

/** Volumes of the machine's own disks that are open, and those that targets lie on. */
export async function findEncrypted(
  bitLocker: BitLocker,
  paths: readonly string[],
): Promise<readonly EncryptedVolume[]> {
  const named = new Set(paths.map((path) => path.slice(0, 2).toUpperCase()));
  const volumes = await bitLocker.volumes();
  return volumes
    .filter(({ encrypted }) => encrypted !== 'no')
    .filter(({ drive, isFixed, isLocked }) => (isFixed && !isLocked) || named.has(drive ?? ''))
    .map(({ id, drive }) => ({ path: drive ?? `\\\\?\\Volume{${id}}\\`, uuid: id }));
}

export async function eraseKeys(bitLocker: BitLocker, { path, uuid }: EncryptedVolume): Promise<WipeOutcome> {
  const tally = new Tally();
  const before = await bitLocker.protectors(uuid);
  const end = (keyslotsAfter: number): WipeOutcome => {
    const code = tally.failed > 0 ? 'wipe-keys-left' : null;
    const outcome = tally.outcome({ kind: 'encryption-keys', path }, code);
    return { ...outcome, keyslotsBefore: before?.length ?? 0, keyslotsAfter };
  };
  const failed = (reason: string): WipeOutcome => {
    tally.fail(path, reason);
    return end(before?.length ?? 0);
  };
  if (before === null) return failed('not-found');
  const own = await bitLocker.addUnknown(uuid);
  // Without it nothing may be removed: the last one would open the volume to everybody.
  if (own === null) return failed('no-key-added');
  await bitLocker.protect(uuid);
  for (const protector of before) if (protector !== own) await bitLocker.remove(uuid, protector);
  return verify();

  /** What counts is what stands on the disk, not what a call has answered. */
  async function verify(): Promise<WipeOutcome> {
    const after = await bitLocker.protectors(uuid);
    const volume = (await bitLocker.volumes()).find(({ id }) => id === uuid);
    const others = after?.filter((protector) => protector !== own).length ?? before?.length ?? 0;
    if (others > 0 || after?.includes(own as string) !== true) tally.fail(path, 'keys-left');
    if (volume?.isProtected !== true) tally.fail(path, 'key-in-the-clear');
    if (volume?.encrypted === 'partly') tally.fail(path, 'partly-encrypted');
    return end(others);
  }
}
