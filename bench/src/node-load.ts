/**
 * A load tool over bare sockets, run as a process of its own: `node node-load.ts <port> <fleet file> <connections> <seconds> <checked>`.
 * Prints one JSON line. With `checked`, every sixteenth answer is parsed, its seal and what it stored are checked.
 */
import { connect, type Socket } from 'node:net';
import type { CheckInAnswer, CheckInBody } from '@sekisho/contracts';
import { checkSeal } from '@sekisho/trust';
import { bringsEvent, checkInBytes, readFleet, type TrafficDevice } from './check-in-traffic.ts';
import { percentile } from './figures.ts';

const [port, file = '', connections, seconds, checked] = process.argv.slice(2);
const fleet = readFleet(file);
const width = Math.min(Number(connections), fleet.length);
const answersPerCheck = 16;
const samples: number[] = [];
let failed = 0;

/** Length of the first whole answer in `text`, or 0 when it is not all there. */
function wholeAnswer(text: string): { headLength: number; length: number } | null {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = /content-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length === undefined) throw new Error(`an answer without length: ${text.slice(0, head)}`);
  const all = head + 4 + Number(length);
  return text.length < all ? null : { headLength: head + 4, length: all };
}

function check(device: TrafficDevice, content: string): void {
  const body = checkSeal(device.sealKey, device.nonce, JSON.parse(content) as CheckInAnswer);
  if (!body.ok) throw new Error(body.code);
  const { storedThrough } = JSON.parse(body.value) as CheckInBody;
  if (storedThrough !== device.nextItem - 1)
    throw new Error(`stored through ${storedThrough}, sent ${device.nextItem - 1}`);
}

/** One connection with its own devices, so that no device is ever in two requests at once. */
function drive(lane: number, untilMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(port), '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    let index = lane;
    let round = 0;
    let device = fleet[lane];
    let begun = 0;
    let text = '';
    let answers = lane;
    const next = () => {
      begun = performance.now();
      if (begun >= untilMs || device === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      socket.write(checkInBytes(device, bringsEvent(index, round) ? device.nextItem++ : null, Date.now()), 'latin1');
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      text += chunk;
      const answer = wholeAnswer(text);
      if (answer === null || device === undefined) return;
      samples.push(performance.now() - begun);
      const good = text.startsWith('HTTP/1.1 200');
      if (!good) failed += 1;
      else if (checked === 'true' && answers++ % answersPerCheck === 0)
        check(device, text.slice(answer.headLength, answer.length));
      text = text.slice(answer.length);
      index += width;
      if (index >= fleet.length) {
        index = lane;
        round += 1;
      }
      device = fleet[index];
      next();
    });
  });
}

const begun = performance.now();
const untilMs = begun + Number(seconds) * 1000;
await Promise.all(Array.from({ length: width }, (_, lane) => drive(lane, untilMs)));
const elapsedMs = performance.now() - begun;
console.log(
  JSON.stringify({
    answered: samples.length - failed,
    failed,
    perSecond: ((samples.length - failed) * 1000) / elapsedMs,
    p50Ms: percentile(samples, 0.5),
    p99Ms: percentile(samples, 0.99),
    p999Ms: percentile(samples, 0.999),
  }),
);
