/** The same command for many devices, in portions the server takes. */
import type { BulkCommandAnswer } from '@sekisho/contracts';

export const portionSize = 1000;
export type BulkResult = { issued: number; refusals: ReadonlyMap<string, number> };

/** Sends portion after portion; `onProgress` hears how many devices have been answered for. A failed portion ends it by throwing. */
export async function commandMany(
  send: (deviceIds: string[]) => Promise<BulkCommandAnswer>,
  deviceIds: readonly string[],
  onProgress: (done: number) => void,
): Promise<BulkResult> {
  let issued = 0;
  const refusals = new Map<string, number>();
  for (let start = 0; start < deviceIds.length; start += portionSize) {
    const portion = deviceIds.slice(start, start + portionSize);
    const answer = await send(portion);
    issued += answer.issued;
    for (const { code } of answer.refused) refusals.set(code, (refusals.get(code) ?? 0) + 1);
    onProgress(start + portion.length);
  }
  return { issued, refusals };
}
