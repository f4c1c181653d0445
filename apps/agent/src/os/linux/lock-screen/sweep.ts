// Opens a display on which nothing is wanted any more: removes what a killed lock screen left, ends one that still runs.

import { restoreState, stateBefore } from './focus.ts';
import { killClient, overlayOf, releaseOverlay } from './overlay.ts';
import { findTagged } from './tag.ts';
import type { XConnection } from './x-connection.ts';

export async function sweep(connection: XConnection): Promise<void> {
  const overlay = await overlayOf(connection);
  const left = await findTagged(connection, overlay === undefined ? [connection.root] : [connection.root, overlay]);
  if (left.length > 0) restoreState(connection, await stateBefore(connection, left));
  for (const { id } of left) killClient(connection, id);
  if (overlay !== undefined) releaseOverlay(connection);
  await connection.sync();
}
