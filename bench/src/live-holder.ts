/**
 * One process's part of a live fleet, forked by `live-fleet.ts`: holds a live connection for each of its devices and checks in when woken.
 * `node live-holder.ts <server URL> <fleet file> <part> <parts>`; talks over the channel of the fork.
 */
import { connectFleet } from '@sekisho/simulator';
import { readFleet, type TrafficDevice } from './check-in-traffic.ts';

export type ToHolder = { type: 'watch' } | { type: 'leave' };

/** Moments in milliseconds of the machine's own monotonic clock, so that processes can compare them. */
export type FromHolder =
  | { type: 'open'; openedAfterMs: number[]; lost: number; why: string[] }
  | { type: 'answered'; wokenMs: number[]; answeredMs: number[]; failed: number; lost: number };

const [serverUrl = '', file = '', part, parts] = process.argv.slice(2);
const fleet = readFleet(file).filter((_, index) => index % Number(parts) === Number(part));
const openingAtOnce = 64;
const pauseMs = 1_000;
const connection = connectFleet({
  serverUrl,
  rootCertificate: null,
  acceptAnyCertificate: true,
  connections: 32,
  part: Number(part),
});
const say = (message: FromHolder) => process.send?.(message);
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

let lost = 0;
const why = new Set<string>();
const openedAfterMs: number[] = [];
let failed = 0;
let watching = false;
let wokenMs: number[] = [];
let answeredMs: number[] = [];

async function checkIn({ token, before }: TrafficDevice): Promise<void> {
  const answer = await connection.transport.request({
    method: 'POST',
    path: '/device/v1/check-in',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: `${before}]}`,
    timeoutMs: 60_000,
  });
  if (answer.status !== 200) throw new Error(`check-in: ${answer.status}`);
}

async function woken(device: TrafficDevice): Promise<void> {
  const atMs = nowMs();
  await checkIn(device).catch(() => {
    failed += 1;
  });
  if (!watching) return;
  wokenMs.push(atMs);
  answeredMs.push(nowMs());
  if (answeredMs.length < fleet.length) return;
  watching = false;
  say({ type: 'answered', wokenMs, answeredMs, failed, lost });
}

/** Tries again like an agent where the server was too busy. */
function open(device: TrafficDevice, triesLeft = 5): Promise<void> {
  return new Promise((resolve) => {
    const begunMs = nowMs();
    let isOpen = false;
    connection.live.open(
      { path: '/device/v1/live', headers: { authorization: `Bearer ${device.token}` } },
      {
        opened: () => {
          isOpen = true;
          openedAfterMs.push(nowMs() - begunMs);
          resolve();
        },
        message: () => void woken(device),
        closed: (reason) => {
          if (!isOpen && triesLeft > 0) {
            setTimeout(() => resolve(open(device, triesLeft - 1)), pauseMs);
            return;
          }
          lost += 1;
          why.add(JSON.stringify(reason));
          resolve();
        },
      },
    );
  });
}

process.on('message', (message: ToHolder) => {
  if (message.type === 'leave') process.exit(0);
  [wokenMs, answeredMs, failed, watching] = [[], [], 0, true];
});
process.on('disconnect', () => process.exit(0));

const waiting = fleet.values();
await Promise.all(
  Array.from({ length: openingAtOnce }, async () => {
    for (const device of waiting) await open(device);
  }),
);
say({ type: 'open', openedAfterMs, lost, why: [...why] });
