/** The reference that knows no HTTP: PostgreSQL alone storing the rows of check-ins in batches, by a loop over two connections. */
import type { DatabasePool } from '@sekisho/server/platform/database/connections';
import { checkInsPerEvent } from './check-in-traffic.ts';
import type { LoadDevice } from './load-device.ts';

type RowsOptions = { organizationId: string; fleet: readonly LoadDevice[]; batch: number; seconds: number };

const touch = {
  name: 'bench-touch',
  text: `update device_contact c set last_seen_at = now(), last_seen_day = now()::date, fetched_revision = v.revision
    from unnest($2::uuid[], $3::bigint[]) as v(device_id, revision)
    where c.organization_id = $1 and c.device_id = v.device_id and c.active
    returning c.device_id, c.item_number, c.order_number, c.report_hash`,
};
const insert = {
  name: 'bench-events',
  text: `insert into device_events (organization_id, device_id, number, at, received_at, what, detail)
    select $1, v.device_id, $3, now(), now(), 'started', '{}' from unnest($2::uuid[]) as v(device_id)`,
};

/** Numbers of events far above those that devices send. */
const firstNumber = 1_000_000_000;

/** Rows stored per second: for each check-in the row of contact, for every tenth an event; a commit for each batch. */
export async function storeRows({ pool }: DatabasePool, options: RowsOptions): Promise<number> {
  const { organizationId, fleet, batch, seconds } = options;
  let stored = 0;
  let turn = 0;
  const begun = performance.now();
  const lane = async () => {
    const client = await pool.connect();
    while (performance.now() - begun < seconds * 1000) {
      const round = turn++;
      const ids = Array.from({ length: batch }, (_, at) => fleet[(round * batch + at) % fleet.length]?.id ?? '').sort();
      const withEvent = ids.filter((_, at) => at % checkInsPerEvent === 0);
      await client.query('begin');
      const { rowCount } = await client.query({ ...touch, values: [organizationId, ids, ids.map(() => 1)] });
      await client.query({ ...insert, values: [organizationId, withEvent, firstNumber + round] });
      await client.query('commit');
      stored += rowCount ?? 0;
    }
    client.release();
  };
  await Promise.all([lane(), lane()]);
  return (stored * 1000) / (performance.now() - begun);
}
