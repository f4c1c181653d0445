/** Installers over the API: stamped for each request, audited, sent; against the plain archive from the same server and the same disk. */
import type { InstallerDownload, InstallerPackageList } from '@sekisho/contracts';
import { adminToken, type ServerProcess } from '@sekisho/testkit/server-process';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { initialSettings } from './initial-settings.ts';
import { withSeededServer } from './with-seeded-server.ts';

export type InstallersOptions = { rounds: number };

interface Fetched {
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly bytes: number;
}

async function fetchOnce(server: ServerProcess, path: string): Promise<Fetched> {
  const begun = performance.now();
  const headers = { authorization: `Bearer ${adminToken}`, 'accept-encoding': 'identity' };
  const response = await fetch(`${server.url}${path}`, { headers });
  if (!response.ok || response.body === null) throw new Error(`${path}: ${response.status}`);
  let firstByteMs = 0;
  let bytes = 0;
  for await (const chunk of response.body) {
    if (bytes === 0) firstByteMs = performance.now() - begun;
    bytes += chunk.length;
  }
  return { firstByteMs, totalMs: performance.now() - begun, bytes };
}

async function fetchMany(server: ServerProcess, path: string, rounds: number): Promise<Fetched[]> {
  const fetched: Fetched[] = [];
  for (let round = -3; round < rounds; round += 1) {
    const one = await fetchOnce(server, path);
    if (round >= 0) fetched.push(one);
  }
  return fetched;
}

const mibPerSecond = (fetched: readonly Fetched[]) =>
  fetched.reduce((sum, { bytes }) => sum + bytes, 0) /
  1_048_576 /
  (fetched.reduce((sum, { totalMs }) => sum + totalMs, 0) / 1_000);

async function created<T>(server: ServerProcess, path: string, body: object): Promise<T> {
  const answer = await server.api(path, { method: 'POST', body });
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** Every package that is built on this machine, one after the other. */
export async function benchInstallers({ rounds }: InstallersOptions): Promise<void> {
  await withSeededServer(1, async ({ server }) => {
    const { items } = (await server.api('/installers/packages')).body as InstallerPackageList;
    for (const { id, platform, clientKinds, bytes } of items) {
      const [clientKind] = clientKinds;
      if (bytes === null) continue;
      const setting = { platform, clientKind, name: id, format: 'silent', initial: initialSettings };
      const made = await created<{ id: string }>(server, '/installers/settings', setting);
      const wanted = { packageId: id, groupId: 0, expiresInDays: 1, maximumUses: null };
      const { url } = await created<InstallerDownload>(server, `/installers/settings/${made.id}/downloads`, wanted);
      const plain = await fetchMany(server, `/install/agent-linux-${process.arch}.tar.gz`, rounds);
      const stamped = await fetchMany(server, url, rounds);
      const [own, reference] = [mibPerSecond(stamped), mibPerSecond(plain)];
      const firstBytes = stamped.map(({ firstByteMs }) => firstByteMs);
      printFigures({
        bench: `installers ${id}`,
        devices: 1,
        work: `stamp, audit row committed, ${((stamped[0]?.bytes ?? 0) / 1_048_576).toFixed(1)} MiB at ${own.toFixed(0)} MiB/s; p50 and p99 to the first byte; one at a time, plain HTTP, ${rounds} rounds`,
        perSecond: 1_000 / (stamped.reduce((sum, { totalMs }) => sum + totalMs, 0) / rounds),
        p50Ms: percentile(firstBytes, 0.5),
        p99Ms: percentile(firstBytes, 0.99),
        p999Ms: percentile(firstBytes, 0.999),
        rssMiB: residentMiB(server.pid),
        reference: `the agent's archive as it is, same server and client: ${reference.toFixed(0)} MiB/s, first byte ${percentile(
          plain.map(({ firstByteMs }) => firstByteMs),
          0.5,
        ).toFixed(1)} ms`,
        ratio: own / reference,
      });
    }
  });
}
