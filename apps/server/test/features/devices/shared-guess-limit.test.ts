/** Wrong guesses count in every process of an installation, whichever was asked. */
import { createSharedGuessLimit } from '@sekisho/server/features/registration/index';
import { systemClock } from '@sekisho/server/platform/clock';
import { systemIds } from '@sekisho/server/platform/ids';
import { eventually } from '@sekisho/testkit/eventually';
import { expect, test } from 'vitest';
import { createBusWorld, log, settled } from '../../platform/bus-world.ts';

test('whoever has guessed too often at one process waits at the other, counted once each; others do not', async () => {
  await using world = await createBusWorld();
  const [one, other] = [await world.bus(), await world.bus()];
  const options = { windowMs: 600_000, wrongPerAddress: 4, wrongOverall: 100, maximumAddresses: 10 };
  const ports = { clock: systemClock, ids: systemIds, log };
  const [here, there] = [one, other].map((bus) => createSharedGuessLimit({ ...ports, bus }, 'test', options));
  if (here === undefined || there === undefined) throw new Error('two limits');
  await settled(one);
  await settled(other);
  for (let guess = 0; guess < 3; guess += 1) here.wrong('192.0.2.1');
  there.wrong('192.0.2.1');
  await eventually(
    () => [here.waitSeconds('192.0.2.1'), there.waitSeconds('192.0.2.1')],
    (waits) => waits.every((seconds) => seconds > 0),
  );
  // Its own messages come back to it too: they count once.
  for (let guess = 0; guess < 2; guess += 1) here.wrong('192.0.2.2');
  for (let guess = 0; guess < 4; guess += 1) here.wrong('192.0.2.4');
  await eventually(
    () => there.waitSeconds('192.0.2.4'),
    (seconds) => seconds > 0,
  );
  here.wrong('192.0.2.2');
  expect(here.waitSeconds('192.0.2.2')).toBe(0);
  expect(there.waitSeconds('192.0.2.3')).toBe(0);
});
