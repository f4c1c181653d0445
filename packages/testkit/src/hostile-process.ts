/** The process of the hostile clients: does each kind of harm again and again until its parent lets go of it, and tells how it fared. */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { HostileTarget, Hostility, Met } from './hostile-clients.ts';

const heldConnections = 100;
const floodAtOnce = 8;
const dribbleMs = 500;
const tellMs = 100;
const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
const malformed: readonly (string | Buffer<ArrayBuffer>)[] = [
  '{"nonce":',
  '['.repeat(30_000),
  '{"nonce":"\\u0000"}',
  '{"__proto__":{"x":1}}',
  JSON.stringify({ items: Array(5_000).fill({ number: 1, kind: 'event' }) }),
  Buffer.from([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d]),
];

const met: Record<Hostility, number> = {
  'slow-headers': 0,
  'slow-bodies': 0,
  silence: 0,
  'endless-body': 0,
  'malformed-body': 0,
  bomb: 0,
  flood: 0,
};

function beHostile({ url, token, checkIn }: HostileTarget): void {
  const { hostname, port, host } = new URL(url);
  const authorization = `Bearer ${token}`;
  const json = 'Content-Type: application/json\r\n';
  const head = (path: string, more: string) => `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${json}${more}`;

  function open(): { socket: Socket; closed: Promise<void> } {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.resume();
    return { socket, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
  }

  /** Held until the server cuts it off; `more` is said now and then. @param counts not all of them are cut off soon */
  async function hold(kind: Hostility, counts: 'connect' | 'close', first: string, more: string): Promise<void> {
    const { socket, closed } = open();
    socket.once(counts, () => {
      met[kind] += 1;
    });
    socket.write(first);
    const dribble = setInterval(() => socket.write(more), dribbleMs);
    await closed;
    clearInterval(dribble);
  }

  async function sendWithoutEnd(): Promise<void> {
    const { socket, closed } = open();
    let ended = false;
    void closed.then(() => {
      ended = true;
    });
    socket.write(head('/device/v1/check-in', `Authorization: ${authorization}\r\nTransfer-Encoding: chunked\r\n\r\n`));
    while (!ended)
      if (!socket.write(chunk)) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
    met['endless-body'] += 1;
  }

  async function send(
    kind: Hostility,
    body: string | Buffer<ArrayBuffer>,
    isMet: (status: number) => boolean,
    headers = {},
  ): Promise<void> {
    const response = await fetch(`${url}/device/v1/check-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      body,
    });
    await response.arrayBuffer();
    if (isMet(response.status)) met[kind] += 1;
  }

  const isRefused = (status: number) => status >= 400 && status < 500;
  const sendMalformed = async () => {
    for (const body of malformed) await send('malformed-body', body, isRefused);
  };
  const someHeaders = 'POST /device/v1/check-in HTTP/1.1\r\nHost: x\r\n';
  const someBody = `${head('/device/v1/nonce', 'Content-Length: 1000\r\n')}\r\n{`;
  const kinds: readonly (readonly [atOnce: number, act: () => Promise<void>])[] = [
    [heldConnections, () => hold('slow-headers', 'close', someHeaders, 'X-A: b\r\n')],
    [heldConnections, () => hold('slow-bodies', 'connect', someBody, ' ')],
    [heldConnections, () => hold('silence', 'connect', '', '')],
    [1, sendWithoutEnd],
    [1, sendMalformed],
    [1, () => send('bomb', bomb, isRefused, { 'content-encoding': 'gzip' })],
    [floodAtOnce, () => send('flood', checkIn, (status) => status === 429)],
  ];
  for (const [atOnce, act] of kinds) for (let lane = 0; lane < atOnce; lane += 1) void again(act);
}

/** A connection that is reset on the way is part of it. */
async function again(act: () => Promise<void>): Promise<never> {
  for (;;) await act().catch(() => pause(dribbleMs));
}

process.once('message', (target: HostileTarget) => beHostile(target));
process.once('disconnect', () => process.exit());
setInterval(() => process.send?.(met satisfies Met), tellMs);
