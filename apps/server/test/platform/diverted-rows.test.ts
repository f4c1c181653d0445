import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { divertCopiedRows } from '@sekisho/server/platform/database/diverted-rows';
import { ReadingSocket } from '@sekisho/server/platform/database/reading-socket';
import fc from 'fast-check';
import { expect, test } from 'vitest';

type Message = { kind: 'd' | 'N' | 'H' | 'c'; content: string };

function bytesOf({ kind, content }: Message): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + Buffer.byteLength(content));
  return Buffer.concat([Buffer.from(kind), length, Buffer.from(content)]);
}

/** Cut at these places, in bytes. */
function partsOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

const message: fc.Arbitrary<Message> = fc.record({
  kind: fc.constantFrom('d', 'd', 'd', 'N', 'H', 'c'),
  content: fc.string({ unit: 'grapheme', maxLength: 30 }),
});

/** The driver ends it, as it does, when it sees a message `Z`, which may come in parts itself; the memory is used again after each part. */
function diverted(parts: readonly Buffer[]) {
  const socket = new ReadingSocket();
  const seen: Buffer[] = [];
  const rows: string[] = [];
  let end = () => {};
  socket.on('data', (bytes: Buffer) => {
    seen.push(bytes);
    if (bytes[0] === 'Z'.charCodeAt(0)) end();
  });
  end = divertCopiedRows(socket, (bytes, from, to) => rows.push(bytes.toString('utf8', from, to)));
  for (const part of parts) {
    const memory = Buffer.from(part);
    if (!socket.emit('view', memory)) socket.emit('data', part);
    memory.fill(0xff);
  }
  return { seen: Buffer.concat(seen), rows, socket };
}

const ready: Buffer = bytesOf({ kind: 'Z' as 'c', content: 'I' });

test('rows are taken out, all else reaches the driver in its order, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), fc.array(fc.nat(2_000), { maxLength: 12 }), (messages, cuts) => {
      const { seen, rows } = diverted(partsOf(Buffer.concat([...messages.map(bytesOf), ready]), cuts));
      expect(rows).toEqual(messages.filter(({ kind }) => kind === 'd').map(({ content }) => content));
      expect(seen).toEqual(Buffer.concat([...messages.filter(({ kind }) => kind !== 'd').map(bytesOf), ready]));
    }),
  );
});

test('what follows the end belongs to the driver, begun messages too', () => {
  const later = bytesOf({ kind: 'd', content: 'of a later statement' });
  fc.assert(
    fc.property(fc.nat(later.length - 1), (cut) => {
      const { seen, rows, socket } = diverted([Buffer.concat([ready, later.subarray(0, cut)]), later.subarray(cut)]);
      expect(rows).toEqual([]);
      expect(seen).toEqual(Buffer.concat([ready, later]));
      expect(socket.listenerCount('view')).toBe(0);
    }),
  );
});

test('a socket that reads into one memory gives each reader bytes of its own', async () => {
  const server = createServer((peer) => peer.write('first', () => setTimeout(() => peer.end('after'), 50)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = new ReadingSocket().connect((server.address() as AddressInfo).port, '127.0.0.1');
  const seen: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => seen.push(bytes));
  await once(socket, 'close');
  server.close();
  expect(Buffer.concat(seen).toString()).toBe('firstafter');
});
