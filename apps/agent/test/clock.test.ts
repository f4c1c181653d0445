/** Trusted time on a whole agent, as a process with a faked clock, against a real server over TLS that a test can cut off. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Policy, Timeline } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { type Relay, startRelay } from '@sekisho/testkit/relay';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealAgent, startRealAgent } from './real-agent.ts';

const second = 1_000;
const day = 86_400;
const timeoutMs = 120_000;
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
  const { body } = await server.api('/policies/A01');
  const { name, settings, revision } = body as Policy;
  const changed = { ...settings, checkInIntervalMs: 10 * second, timerLock: { enabled: true, periodMs: 60 * second } };
  const saved = await server.api('/policies/A01', { method: 'PUT', body: { name, settings: changed, revision } });
  expect(saved.status).toBe(200);
}, timeoutMs);
afterAll(() => server.dispose());

interface Held extends AsyncDisposable {
  readonly agent: RealAgent;
  readonly line: Relay;
  /** Until the agent stands as `accept` says. */
  until(accept: (status: Awaited<ReturnType<RealAgent['status']>>) => boolean): ReturnType<RealAgent['status']>;
  /** When the device says that something happened. */
  told(what: string): Promise<number[]>;
}

/** The high-water mark as it is stored. */
function markOf({ folder }: RealAgent): number {
  const database = new DatabaseSync(path.join(folder, 'state', 'device.db'), { readOnly: true });
  try {
    const row = database.prepare("select value from held where name = 'time'").get();
    return (JSON.parse(String(row?.['value'])) as { highWater: number }).highWater;
  } finally {
    database.close();
  }
}

async function hold(): Promise<Held> {
  const line = await startRelay(server.tlsPort);
  const agent = await startRealAgent(server, { port: line.port });
  return {
    agent,
    line,
    until: (accept) => eventually(() => agent.status(), accept, 40 * second, 200),
    told: async (what) => {
      const { body } = await server.api(`/devices/${agent.deviceId}/timeline`);
      return (body as Timeline).items.flatMap((item) => (item.what === what ? [Date.parse(item.at)] : []));
    },
    [Symbol.asyncDispose]: async () => {
      await agent[Symbol.asyncDispose]();
      await line[Symbol.asyncDispose]();
    },
  };
}

const isTrue = (now: number) => Math.abs(now - Date.now()) < 5 * second;

test(
  'put forward without a network: locks when its period is over by that clock, to the moment; the next check-in heals and unlocks',
  async () => {
    await using held = await hold();
    const { agent, line, until, told } = held;
    await until(({ lastCheckInAt, live }) => lastCheckInAt !== null && live === 'connected');
    line.cut();
    agent.setClock(45);
    await until(({ now }) => now > Date.now() + 40 * second);
    const before = await agent.status();
    expect(before.mode).toBe('unlocked');
    await until(({ mode }) => mode === 'timer');
    line.mend();
    const { now } = await until(({ mode }) => mode === 'unlocked');
    expect(isTrue(now)).toBe(true);
    const [lockedAt = 0] = await eventually(
      () => told('timer-locked'),
      (times) => times.length > 0,
    );
    const dueAt = (before.lastCheckInAt ?? 0) + 60 * second;
    expect(lockedAt).toBeGreaterThanOrEqual(dueAt);
    expect(lockedAt - dueAt).toBeLessThan(1_500);
    await eventually(
      () => told('timer-unlocked'),
      (times) => times.length === 1,
    );
  },
  timeoutMs,
);

test(
  'put back by days, killed and started again, in another time zone: nothing is gained',
  async () => {
    await using held = await hold();
    const { agent, line, until } = held;
    await until(({ lastCheckInAt }) => lastCheckInAt !== null);
    line.cut();
    agent.setClock(40);
    await until(({ now }) => now > Date.now() + 35 * second);
    // The mark on the disk is what a kill leaves; a moved clock has it stored at once.
    await eventually(
      () => markOf(agent),
      (mark) => mark > Date.now() + 30 * second,
    );
    const ahead = await agent.status();
    agent.setClock(-10 * day);
    await agent.kill();
    await agent.start([], { TZ: 'Pacific/Kiritimati' });
    const again = await agent.status();
    expect(again.now).toBeGreaterThanOrEqual(ahead.now - 5 * second);
    expect(again.lastCheckInAt).toBe(ahead.lastCheckInAt);
    const { now } = await until(({ mode }) => mode === 'timer');
    expect(now - (ahead.lastCheckInAt ?? 0)).toBeGreaterThanOrEqual(60 * second);
    // A clock that is still wrong keeps nobody out.
    line.mend();
    await until(({ mode, now: healed }) => mode === 'unlocked' && isTrue(healed));
  },
  timeoutMs,
);

test(
  'the machine slept while its wall clock stood: the time since its start counts, and locks',
  async () => {
    await using held = await hold();
    const { agent, line, until } = held;
    await until(({ lastCheckInAt }) => lastCheckInAt !== null);
    line.cut();
    await agent.kill();
    await agent.start(['unshare', '--time', '--fork', '--kill-child', '--boottime', '3600']);
    expect((await agent.status()).mode).toBe('timer');
  },
  timeoutMs,
);

test(
  'a step of a second, as at a leap second, is nothing: no lock, no report, no time that runs back',
  async () => {
    await using held = await hold();
    const { agent, until, told } = held;
    const { now } = await until(({ lastCheckInAt }) => lastCheckInAt !== null);
    for (const offset of [-1, 1, 0]) {
      agent.setClock(offset);
      expect(JSON.parse(await agent.checkIn())).toMatchObject({ ok: true });
    }
    const after = await agent.status();
    expect(after.mode).toBe('unlocked');
    expect(after.now).toBeGreaterThan(now);
    expect(await told('clock-moved')).toEqual([]);
  },
  timeoutMs,
);

const leapDay = Math.round((Date.UTC(2028, 1, 29, 12) - Date.now()) / 1_000);

test.each([
  ['three years ahead', 3 * 365 * day],
  ['at the 29th of February 2028', leapDay],
  ['two years behind', -2 * 365 * day],
])(
  'a clock %s: the certificate looks wrong, and the device checks in all the same, live and after a restart',
  async (_, offset) => {
    await using held = await hold();
    const { agent, until, told } = held;
    await until(({ lastCheckInAt }) => lastCheckInAt !== null);
    await agent.kill();
    agent.setClock(offset);
    await agent.start();
    await until(({ mode, live, now }) => mode === 'unlocked' && live === 'connected' && isTrue(now));
    expect(agent.log().match(/"check-in failed","failure":"tls-date"/g)).toHaveLength(1);
    await agent.kill();
    await agent.start();
    await until(({ live, now }) => live === 'connected' && isTrue(now));
    expect(agent.log().match(/"check-in failed","failure":"tls-date"/g)).toHaveLength(1);
    const lock = await server.api(`/devices/${agent.deviceId}/commands`, { method: 'POST', body: { kind: 'lock' } });
    expect(lock.status).toBe(201);
    await until(({ mode }) => mode === 'remote');
    expect(await told('clock-moved')).toHaveLength(1);
  },
  timeoutMs,
);
