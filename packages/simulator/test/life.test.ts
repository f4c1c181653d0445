/** A fleet's days: the same for the same seed, a wave in the morning, hardly anybody at night; and a device that lives through them. */
import { eventually } from '@sekisho/testkit/eventually';
import { expect, test } from 'vitest';
import { FakeServer } from '../../agent-core/test/fake-server.ts';
import { createFleet, hourMs } from '../src/index.ts';
import { dayMs, momentOf } from '../src/life/day.rules.ts';

const devices = Array.from({ length: 1_000 }, (_, index) => index);
const minuteMs = 60_000;

function onAt(seed: number, fleetMs: number): number {
  return devices.filter((index) => momentOf(seed, index, fleetMs).state !== 'off').length;
}

test('the same seed is the same day, another seed or another day is not', () => {
  const look = (seed: number, atMs: number) => devices.slice(0, 100).map((index) => momentOf(seed, index, atMs));
  expect(look(1, 9 * hourMs)).toEqual(look(1, 9 * hourMs));
  expect(look(1, 9 * hourMs)).not.toEqual(look(2, 9 * hourMs));
  expect(look(1, 9 * hourMs)).not.toEqual(look(1, dayMs + 9 * hourMs));
});

test('most come in one wave around nine and are gone at night', () => {
  const [night, eight, ten, noon, late] = [3, 8.2, 10, 12, 23].map((hour) => onAt(1, hour * hourMs));
  expect(night).toBeLessThan(100);
  expect(eight).toBeLessThan(150);
  expect(ten).toBeGreaterThan(750);
  expect(noon).toBeGreaterThan(600);
  expect(late).toBeLessThan(250);
});

test('a moment holds until the next one, which comes', () => {
  for (const index of devices.slice(0, 50)) {
    for (let atMs = 0; atMs < 2 * dayMs; ) {
      const { state, changesAtMs } = momentOf(3, index, atMs);
      expect(changesAtMs).toBeGreaterThan(atMs);
      expect(momentOf(3, index, atMs + (changesAtMs - atMs) / 2).state).toBe(state);
      atMs = changesAtMs;
    }
  }
});

test('somewhere in a day everybody but a few is away from the network once', () => {
  const away = devices.filter((index) =>
    Array.from({ length: 24 * 60 }, (_, minute) => momentOf(1, index, minute * minuteMs).state).includes('offline'),
  );
  expect(away.length).toBeGreaterThan(500);
});

test('a fleet that lives through fast days loses nothing that it had to tell, and starts again with what it held', async () => {
  const server = new FakeServer(() => Date.now());
  const fleet = createFleet({
    devices: 24,
    serialNumber: server.serialNumber,
    transport: server.transport,
    live: server.live,
    rampPerSecond: 10_000,
    intervalMs: 50,
    life: { beginsAtMs: 7.5 * hourMs, scale: 24 * 3600 },
    settings: { backoff: { baseMs: 10, capMs: 50 } },
  });
  fleet.start();
  await fleet.registered();
  const started = () =>
    [...server.devices.values()].map(
      ({ items }) => items.filter((item) => item.kind === 'event' && item.what === 'started').length,
    );
  await eventually(started, (counts) => counts.filter((count) => count > 2).length > 12);
  fleet.endLife();
  await fleet.answered();
  await fleet.acknowledged();
  for (const device of fleet.devices) {
    expect(device.storedThrough).toBe(device.lastQueued);
    expect(server.device(device.id ?? '').items.map(({ number }) => number)).toEqual(
      Array.from({ length: device.lastQueued }, (_, index) => index + 1),
    );
  }
  await fleet.stop();
});
