/** The reference of check-ins: a bare HTTP server in a process of its own under the same requests and the same load tool. */
import { join } from 'node:path';
import { startChild } from '@sekisho/testkit/child';
import { type LoadOptions, runLoad } from './check-in-load.ts';
import { treeSeconds } from './processor.ts';

export const referenceSeconds = 5;

/** @returns answers per second, and microseconds of that server's processor for each */
export async function httpReference(
  options: Omit<LoadOptions, 'port' | 'checked' | 'seconds'>,
): Promise<{ perSecond: number; micros: number }> {
  const child = startChild(process.execPath, [join(import.meta.dirname, 'reference-server.ts')]);
  const [, port] = await child.waitFor(/port (\d+)/);
  const before = treeSeconds(child.pid);
  const { perSecond, answered } = await runLoad({
    ...options,
    port: Number(port),
    checked: false,
    seconds: referenceSeconds,
  });
  const micros = ((treeSeconds(child.pid) - before) * 1_000_000) / answered;
  await child.stop();
  return { perSecond, micros };
}
