/** What follows from the seed over days: versions of the inventory, when a device is on, offline or off, what happens to it, and how it tries again. */
import { defaultAgentSettings, TransportError } from '@sekisho/agent-core';
import { expect, test } from 'vitest';
import { FakeTime } from '../../agent-core/test/fake-time.ts';
import { createPersona, hourMs } from '../src/index.ts';
import { beginLife } from '../src/life/device-life.ts';
import { createFleetTime } from '../src/life/fleet-time.ts';
import { SimulatedDevice } from '../src/simulated-device.ts';

const devices = [0, 1, 2, 3, 4, 5];

/** Two days of some devices, by the hour of the fleet. */
async function live(seed: number) {
  const time = new FakeTime();
  const fleetTime = createFleetTime(time, 7 * hourMs, 1);
  const told: string[] = [];
  const lives = devices.map((index) => {
    const tell = (what: string) => told.push(`${(fleetTime.nowMs() / hourMs).toFixed(4)} ${index} ${what}`);
    const device = {
      index,
      switchOn: () => tell('on'),
      switchOff: () => tell('off'),
      setReachable: (reachable: boolean) => tell(reachable ? 'reachable' : 'offline'),
      notice: (notice: object) => tell(JSON.stringify(notice)),
    };
    return beginLife(device, seed, fleetTime, time);
  });
  const inventories: unknown[] = [];
  const versions: number[] = [];
  for (let hour = 0; hour < 48; hour += 1) {
    await time.advance(hourMs);
    versions.push(...lives.map((life) => life.inventoryVersion()));
  }
  for (const [at, version] of versions.entries()) {
    const index = devices[at % devices.length] ?? 0;
    if (version !== versions[at - devices.length]) inventories.push(createPersona(seed, index).inventory(version));
  }
  for (const life of lives) life.end();
  return { told, versions, inventories };
}

test('the same seed is the same sequence of inventories, spells and happenings; another seed is another', async () => {
  const [first, again, other] = [await live(7), await live(7), await live(8)];
  expect(first).toEqual(again);
  expect(first.told).not.toEqual(other.told);
  expect(first.versions).not.toEqual(other.versions);
  expect(first.inventories).not.toEqual(other.inventories);
  // Each of them drifts four times a day, and is in and out of the network.
  expect(first.inventories.length).toBeGreaterThan(devices.length * 8);
  expect(first.told.some((line) => line.endsWith('offline'))).toBe(true);
  expect(first.told.some((line) => line.includes('uninstall-refused'))).toBe(true);
});

test('devices drift at moments of their own, so that a fleet does not tell its changes in one wave', async () => {
  const time = createFleetTime(new FakeTime(), 0, 1);
  const still = { switchOn() {}, switchOff() {}, setReachable() {}, notice() {} };
  const versions = Array.from({ length: 200 }, (_, index) => {
    const life = beginLife({ index, ...still }, 1, { ...time, nowMs: () => 3 * hourMs }, new FakeTime());
    return life.inventoryVersion();
  });
  const drifted = versions.filter((version) => version === 1).length;
  expect(drifted).toBeGreaterThan(60);
  expect(drifted).toBeLessThan(140);
});

/** Names of the packages that the version after has renewed. */
function renewed(seed: number, index: number, version: number): string[] {
  const packages = (of: number) => createPersona(seed, index).inventory(of).software.packages;
  const before = packages(version);
  return packages(version + 1)
    .filter((each, at) => each.version !== before[at]?.version)
    .map(({ name }) => name);
}

test('a version renews three of 300 packages, and which follows from seed and device', () => {
  for (const version of [0, 1, 99, 100]) expect(renewed(1, 0, version)).toHaveLength(3);
  expect(renewed(1, 0, 5)).toEqual(renewed(1, 0, 5));
  expect(renewed(1, 0, 5)).not.toEqual(renewed(1, 1, 5));
  expect(renewed(1, 0, 5)).not.toEqual(renewed(2, 0, 5));
});

/** Moments at which a device tries to register with a server that is not there, in the first hour. */
async function tries(seed: number, index: number): Promise<number[]> {
  const time = new FakeTime();
  const moments: number[] = [];
  const transport = {
    request() {
      moments.push(time.nowMs());
      return Promise.reject(new TransportError('offline', 'no network'));
    },
  };
  const device = new SimulatedDevice({
    ports: {
      clock: time,
      timers: time,
      bytes: (length) => Buffer.alloc(length),
      transport,
      live: null,
      books: null,
      time: null,
    },
    settings: { ...defaultAgentSettings, userAgent: 'test' },
    seed,
    index,
    observe: () => undefined,
  });
  void device.begin('SERIAL-1');
  await time.advance(hourMs);
  return moments;
}

test('tries after errors follow from seed and device', async () => {
  const first = await tries(1, 0);
  expect(first.length).toBeGreaterThan(5);
  expect(first).toEqual(await tries(1, 0));
  expect(first).not.toEqual(await tries(2, 0));
  expect(first).not.toEqual(await tries(1, 1));
});
