/** What a stored release says: it was verified when it was added. Pure. */
import type { AgentRelease } from '@sekisho/contracts';
import type { ReleaseRow } from './releases.store.ts';

type Signed = Pick<ReleaseRow, 'signed'>;

export const contentOf = ({ signed }: Signed) => JSON.parse(signed.text) as AgentRelease;

/** Of all systems. */
export function packedFilesOf(release: Signed) {
  return contentOf(release).targets.flatMap(({ files }) => files.map(({ packed }) => packed));
}
