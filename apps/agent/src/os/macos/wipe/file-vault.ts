/**
 * Encrypted volumes of a Mac, and the end of the key of those it can do without. Deleting an APFS volume destroys its key (Apple Platform Security,
 * Volume encryption with FileVault). Nobody can delete the one the running system lies on.
 */
import type { EncryptedVolume } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import { Tally } from '../../any/wipe/tally.ts';
import type { Sources } from '../../posix/sources.ts';
import { readVolumeFacts, type VolumeFacts } from '../volume-facts.ts';

type Run = Pick<Sources, 'run'>;

export interface MountedVolume {
  readonly device: string;
  readonly mountPoint: string;
}

const deleteTimeoutMs = 300_000;
/** Where the system keeps what people write; `/` itself is sealed, and others below hold nothing of theirs. */
export const dataVolume = '/System/Volumes/Data';

/** `/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)`, a line each: mount(8). */
export function parseMounts(text: string): MountedVolume[] {
  return [...text.matchAll(/^(\/dev\/disk\w+) on (.+) \((?:apfs|hfs)\b[^()]*\)$/gm)].map(
    ([, device = '', mountPoint = '']) => ({ device, mountPoint }),
  );
}

const isOfSystem = ({ mountPoint }: MountedVolume) =>
  mountPoint === '/' || (mountPoint.startsWith('/System/Volumes/') && mountPoint !== dataVolume);

/** That of the system always, others of this machine, and any that a target lies on, plugged in or not. */
export async function findEncrypted(sources: Run, paths: readonly string[]): Promise<readonly EncryptedVolume[]> {
  const mounted = parseMounts((await sources.run('mount', [])) ?? '').filter((volume) => !isOfSystem(volume));
  const found: EncryptedVolume[] = [];
  for (const { device, mountPoint } of mounted) {
    const facts = await readVolumeFacts(sources, device);
    const isNamed = paths.some((path) => path === mountPoint || path.startsWith(`${mountPoint}/`));
    const isOwn = facts !== null && !facts.external && !facts.image;
    if (facts?.fileVault === true && facts.uuid !== '' && (isOwn || isNamed))
      found.push({ path: device, uuid: facts.uuid });
  }
  return found;
}

/** By its very id: after a restart, devices have other names. `null`: there is none. */
async function locate(sources: Run, uuid: string): Promise<VolumeFacts | null> {
  const facts = await readVolumeFacts(sources, uuid);
  return facts?.uuid === uuid ? facts : null;
}

/** One key a volume: it counts as a slot. */
export async function eraseKeys(sources: Run, { path, uuid }: EncryptedVolume): Promise<WipeOutcome> {
  const tally = new Tally();
  const before = await locate(sources, uuid);
  const isAnswering = (await readVolumeFacts(sources, '/')) !== null;
  const end = (after: 0 | 1, reason: string | null): WipeOutcome => {
    if (reason !== null) tally.fail(path, reason);
    const outcome = tally.outcome({ kind: 'encryption-keys', path }, after === 0 ? null : 'wipe-keys-left');
    return { ...outcome, keyslotsBefore: 1, keyslotsAfter: after };
  };
  if (before === null) return isAnswering ? end(0, null) : end(1, 'diskutil-does-not-answer');
  if (before.mountPoint === dataVolume || before.mountPoint === '/') return end(1, 'system-runs-from-it');
  if (before.fileSystem !== 'apfs') return end(1, 'not-apfs');
  const device = `/dev/${before.device}`;
  await sources.run('diskutil', ['unmount', 'force', device], deleteTimeoutMs);
  await sources.run('diskutil', ['apfs', 'deleteVolume', device], deleteTimeoutMs);
  return (await locate(sources, uuid)) === null && (await readVolumeFacts(sources, '/')) !== null
    ? end(0, null)
    : end(1, 'keys-left');
}
