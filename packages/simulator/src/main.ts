/** `npm run simulate`: a fleet until it is interrupted, and a line of figures every two seconds. */
import { readFileSync } from 'node:fs';
import { parseCommandLine, type SimulateOptions } from './command-line.ts';
import { connectFleet } from './connect-fleet.ts';
import { createFleet, type FleetStatistics } from './fleet.ts';

const progressIntervalMs = 2_000;

function progressLine(statistics: FleetStatistics, devices: number, seconds: number): string {
  const { registered, refused, live, locked, failedCheckIns, itemsWaiting, latency } = statistics;
  const figures = [
    `registered ${registered}/${devices}`,
    ...(refused > 0 ? [`refused ${refused}`] : []),
    `live ${live}`,
    `locked ${locked}`,
    `check-ins ${(latency.count / seconds).toFixed(0)}/s`,
    `p50 ${latency.p50Ms.toFixed(0)} ms`,
    `p99 ${latency.p99Ms.toFixed(0)} ms`,
    `failed ${failedCheckIns}`,
    `waiting items ${itemsWaiting}`,
  ];
  return figures.join(' · ');
}

async function simulate(options: SimulateOptions): Promise<void> {
  const connection = connectFleet({
    serverUrl: options.serverUrl,
    rootCertificate: options.caFile === null ? null : readFileSync(options.caFile, 'utf8'),
    acceptAnyCertificate: options.insecureDev,
  });
  const { devices, serialNumber, seed, rampPerSecond } = options;
  const fleet = createFleet({
    devices,
    serialNumber,
    seed,
    rampPerSecond,
    transport: connection.transport,
    live: options.live ? connection.live : null,
    ...(options.intervalMs === null ? {} : { intervalMs: options.intervalMs }),
  });
  fleet.start();
  let sinceMs = performance.now();
  const progress = setInterval(() => {
    const nowMs = performance.now();
    process.stdout.write(`${progressLine(fleet.statistics(), devices, (nowMs - sinceMs) / 1000)}\n`);
    sinceMs = nowMs;
  }, progressIntervalMs);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  clearInterval(progress);
  await fleet.stop();
  connection.close();
}

const parsed = parseCommandLine(process.argv.slice(2));
if (parsed.ok) await simulate(parsed.options);
else {
  process.stderr.write(`${parsed.message}\n`);
  process.exitCode = 2;
}
