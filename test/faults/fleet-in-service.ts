/** What every fault is done to: a server with a fleet of some hundred devices that live, tell and are given orders. */
import type { PolicySettings, SystemInformation } from '@sekisho/contracts';
import { type BookedFleet, type BookedFleetOptions, startBookedFleet } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import type { ServerProcess } from '@sekisho/testkit/server-process';

export type Api = ServerProcess['api'];

/** Registers `devices` whose positions are wanted; resolves when all of them are at work. */
export async function putFleetIntoService(
  api: Api,
  options: Omit<BookedFleetOptions, 'serialNumber'>,
  policySettings: Partial<PolicySettings> = {},
): Promise<BookedFleet> {
  const policy = (await api('/policies/A01')).body as { name: string; revision: number; settings: object };
  const settings = { ...policy.settings, location: { enabled: true, retentionDays: 90 }, ...policySettings };
  const saved = await api('/policies/A01', {
    method: 'PUT',
    body: { name: policy.name, revision: policy.revision, settings },
  });
  if (saved.status !== 200) throw new Error(`the policy was not saved: ${JSON.stringify(saved)}`);
  const { serialNumber } = (await api('/system')).body as SystemInformation;
  return startBookedFleet({ ...options, serialNumber });
}

/** Orders a lock and an unlock of every device in turn until told to stop. What is refused meanwhile is nobody's fault. */
export function keepOrdering(api: Api, { fleet }: BookedFleet): () => Promise<void> {
  let wanted = true;
  const ids = fleet.devices.flatMap(({ id }) => id ?? []);
  const ordering = (async () => {
    for (let round = 0; wanted; round += 1) {
      const id = ids[(round >> 1) % ids.length];
      const kind = round % 2 === 0 ? 'lock' : 'unlock';
      await api(`/devices/${id}/commands`, { method: 'POST', body: { kind } }).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return () => {
    wanted = false;
    return ordering;
  };
}

/** Resolves when as many check-ins more have failed as a quarter of the fleet has devices: the fault is felt. */
export async function feltBy({ fleet }: BookedFleet): Promise<void> {
  const before = fleet.statistics().failedCheckIns;
  await eventually(
    () => fleet.statistics().failedCheckIns - before,
    (failed) => failed >= fleet.devices.length / 4,
    60_000,
  );
}
