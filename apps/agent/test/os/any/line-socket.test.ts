/** A line asked, a line answered: what is longer, or takes too long, ends the connection. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { serveLineSocket } from '../../../src/os/any/line-socket.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-line-'));
const file = path.join(folder, 'socket');
const served = await serveLineSocket({ path: file, longestLine: 20, mostConnections: 10 }, async (asked) => ({
  asked,
}));
afterAll(() => {
  served.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  vi.useRealTimers();
});

async function say(text: string): Promise<string> {
  const socket = createConnection(file);
  let heard = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    heard += part;
  });
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return heard;
}

test.each([
  ['a line', '"x"\n', '{"asked":"x"}\n'],
  ['as long as it may be', `"${'x'.repeat(18)}"\n`, `{"asked":"${'x'.repeat(18)}"}\n`],
  ['longer', `"${'x'.repeat(19)}"\n`, ''],
  ['longer, without an end', 'x'.repeat(21), ''],
  ['no JSON', 'x\n', '{"asked":null}\n'],
])('%s', async (_what, text, answer) => {
  expect(await say(text)).toBe(answer);
});

test('half a line keeps its place for ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const socket = createConnection(file);
  const closed = once(socket, 'close');
  socket.write('"x');
  await vi.waitUntil(() => vi.getTimerCount() > 0, { timeout: 10_000 });
  vi.advanceTimersByTime(9_999);
  expect(socket.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  await closed;
});
