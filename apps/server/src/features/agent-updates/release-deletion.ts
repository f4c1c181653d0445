/** A release goes for good, with the files that no other one names and with its rollouts, all of which have ended. */
import type { Tx } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { packedFilesOf } from './release-content.ts';
import * as releases from './releases.store.ts';
import { deleteEnded } from './rollouts.store.ts';

const hashesOf = (row: releases.ReleaseRow) => packedFilesOf(row).map(({ sha256 }) => sha256);

/**
 * Rows in one order everywhere: the release, its files. Whoever starts a rollout or adds a file holds them as well, so that nothing goes
 * that is wanted meanwhile. @returns its version. Throws `release-not-found`, `release-in-use`.
 */
export async function deleteRelease(tx: Tx, organizationId: string, id: string): Promise<string> {
  const release = await releases.selectRelease(tx, organizationId, id, 'taken');
  if (release === null) throw new SekishoError('release-not-found');
  if (!(await deleteEnded(tx, organizationId, id))) throw new SekishoError('release-in-use');
  const named = hashesOf(release);
  await releases.holdFiles(tx, organizationId, named, 'taken');
  // Read once the files are held: another release that goes at this moment either counts no longer or waits.
  const elsewhere = new Set((await releases.selectOthers(tx, organizationId, id)).flatMap(hashesOf));
  const alone = named.filter((sha256) => !elsewhere.has(sha256));
  await releases.deleteFiles(tx, organizationId, alone);
  await releases.deleteRelease(tx, organizationId, id);
  return release.version;
}
