/** The socket for the people at the device: who may ask, what, how often; and that nothing else is to be had by it. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClientGate, isPerson } from '../../../src/client/client-gate.rules.ts';
import type { ClientAnswer, ClientRequest } from '../../../src/client/client-protocol.ts';
import type { Closable } from '../../../src/machine.ts';
import { firstPerson, peerReader } from '../../../src/os/linux/peer.ts';
import { resolvePlaces } from '../../../src/os/linux/places.ts';
import { askClientSocket, serveClientSocket } from '../../../src/os/posix/client-socket.ts';

const run = promisify(execFile);
/** Sends what is given as an account, and prints what comes back; blank when the connection was closed without a word. */
const caller = `
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(10)
try:
    s.connect(sys.argv[1])
    s.sendall(sys.argv[2].encode() * int(sys.argv[3]))
    s.sendall(b"\\n")
    print(s.makefile().readline(), end="")
except (BrokenPipeError, ConnectionResetError):
    pass
`;

let folder: string;
let served: Closable;
let asked: ClientRequest[];
const script = path.join(import.meta.dirname, '../../../src/main.ts');
const places = () =>
  resolvePlaces({ stateFolder: path.join(folder, 'state') }, { environment: {}, executable: process.execPath, script });
const answer: ClientAnswer = { ok: false, failure: 'unregistered' };

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sekisho-client-'));
  chmodSync(folder, 0o755);
  asked = [];
  const options = { file: places().clientSocket, userIdOf: peerReader(places()), firstPerson };
  served = await serveClientSocket(options, async (request) => {
    asked.push(request);
    return answer;
  });
});
afterEach(() => {
  served.close();
  rmSync(folder, { recursive: true, force: true });
});

async function sendAs(userId: number, text: string, times = 1): Promise<unknown> {
  const identity = [`--reuid=${userId}`, `--regid=${userId}`, '--clear-groups'];
  const args = [...identity, '/usr/bin/python3', '-c', caller, places().clientSocket, text, String(times)];
  const { stdout } = await run('setpriv', args, { cwd: '/' });
  return stdout === '' ? null : JSON.parse(stdout);
}

test('a person may ask the four things, and the kernel says who it is', async () => {
  const requests: ClientRequest[] = [
    { do: 'status' },
    { do: 'connect' },
    { do: 'register', serialNumber: 'X' },
    { do: 'set-proxy', proxy: { mode: 'manual', url: 'http://proxy:8080', bypass: '' } },
  ];
  for (const request of requests) expect(await sendAs(12_345, JSON.stringify(request))).toEqual(answer);
  expect(asked).toEqual(requests);
  expect(await askClientSocket(places().clientSocket, { do: 'status' })).toEqual(answer);
  expect(statSync(places().clientSocket).mode & 0o777).toBe(0o666);
  expect(statSync(path.dirname(places().clientSocket)).mode & 0o777).toBe(0o755);
});

test.each([
  ['what only root may ask', '{"do":"may-uninstall","password":null}'],
  ['a serial number that is too long', `{"do":"register","serialNumber":"${'X'.repeat(65)}"}`],
  ['an address that is none', '{"do":"set-proxy","proxy":{"mode":"manual","url":"file:///etc/shadow","bypass":""}}'],
  ['no JSON', 'hello'],
  ['nothing', 'null'],
])('%s is refused unread', async (_what, text) => {
  expect(await sendAs(12_345, text)).toEqual({ ok: false, failure: 'malformed' });
  expect(asked).toEqual([]);
});

test('a line without end is cut off; services and nobody are turned away', async () => {
  expect(await sendAs(12_345, 'x'.repeat(1_000), 100)).toBeNull();
  for (const userId of [101, 65_534])
    expect(await sendAs(userId, '{"do":"status"}')).toEqual({ ok: false, failure: 'not-for-you' });
  expect(asked).toEqual([]);
});

test('whoever asks too often waits, and nobody else does', async () => {
  const asking = Array.from({ length: 7 }, () => askClientSocket(places().clientSocket, { do: 'connect' }));
  const failures = (await Promise.all(asking)).map((each) => each !== null && !each.ok && each.failure);
  expect(failures.filter((failure) => failure === 'too-often')).toHaveLength(2);
  expect(await sendAs(12_345, '{"do":"connect"}')).toEqual(answer);
});

test('closed, nothing is left to ask', async () => {
  served.close();
  expect(existsSync(places().clientSocket)).toBe(false);
  expect(await askClientSocket(places().clientSocket, { do: 'status' })).toBeNull();
});

test.each([
  [0, firstPerson, true],
  [1, firstPerson, false],
  [999, firstPerson, false],
  [1_000, firstPerson, true],
  [65_534, firstPerson, false],
  [1_234_567, firstPerson, true],
  [Number.NaN, firstPerson, false],
  [500, 501, false],
  [501, 501, true],
  // As macOS has `nobody`: -2.
  [2 ** 32 - 2, 501, false],
])('account %j, where people begin at %j, is a person: %j', (userId, first, person) => {
  expect(isPerson(userId, first)).toBe(person);
});

test('the gate frees one after each period, and forgets who has asked nothing lately', () => {
  let nowMs = 0;
  const gate = createClientGate(() => nowMs);
  const tries = (count: number) => Array.from({ length: count }, () => gate.admits(1_000, 'register')).filter(Boolean);
  expect(tries(10)).toHaveLength(5);
  nowMs = 20_000;
  expect(tries(10)).toHaveLength(1);
  nowMs = 1_000_000;
  expect(tries(10)).toHaveLength(5);
  for (let userId = 2_000; userId < 4_000; userId += 1) expect(gate.admits(userId, 'status')).toBe(true);
});
