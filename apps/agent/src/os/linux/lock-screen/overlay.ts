// The compositor's overlay window, and ending other clients of the display.

import type { XConnection } from './x-connection.ts';

/** The window above all others, where the server has the Composite extension. */
export async function overlayOf({ composite, ask, root }: XConnection): Promise<number | undefined> {
  if (composite === undefined) return undefined;
  return ask<number>((done) => composite.GetOverlayWindow(root, done)).catch(() => undefined);
}

export function releaseOverlay({ composite, root }: XConnection): void {
  composite?.ReleaseOverlayWindow(root);
}

/** Twice: the first throws out a client that still runs, the second removes the windows that it left on purpose. */
export function killClient({ client }: XConnection, resource: number): void {
  client.KillClient(resource);
  client.KillClient(resource);
}
