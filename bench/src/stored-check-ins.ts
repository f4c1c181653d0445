/** That what a server acknowledged is stored: its own count of check-ins, and the events of some devices in the database. */
import { adminToken, type ServerProcess } from '@sekisho/testkit/server-process';
import { Pool } from 'undici';
import { checkInLoadDevice, type LoadDevice } from './load-device.ts';

const lookedAt = 20;
const longestTimeline = 500;

export type Counters = { checkIns: number; batches: number };

/** Since the start of the server. */
export async function countersOf(server: ServerProcess): Promise<Counters> {
  const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${adminToken}` } });
  const text = await response.text();
  const read = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1]);
  return { checkIns: read('sekisho_check_ins_total'), batches: read('sekisho_check_in_batch_seconds_count') };
}

/** Of some devices: what the server says it has stored is in the database, without a gap. Throws where it is not. */
export async function checkStored(server: ServerProcess, fleet: readonly LoadDevice[]): Promise<void> {
  const pool = new Pool(server.url, { connections: 1 });
  const step = Math.max(1, Math.floor(fleet.length / lookedAt));
  for (const device of fleet.filter((_, index) => index % step === 0)) {
    const storedThrough = await checkInLoadDevice(pool, device, 0, Date.now());
    const { body } = await server.api(`/devices/${device.id}/timeline?limit=${longestTimeline}`);
    const events = (body as { items: { what: string }[] }).items.filter((entry) => entry.what === 'started');
    if (events.length !== Math.min(storedThrough, longestTimeline))
      throw new Error(`${events.length} events in the database, ${storedThrough} acknowledged`);
  }
  await pool.close();
}
