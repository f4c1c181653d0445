/** Devices under each lock, out of reach of their server: where the stories of releases begin. */
import { expect } from 'vitest';
import { World } from './world.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const home = '8981100022312345678';
export const other = '8981200033387654321';

export type Lock = 'timer' | 'remote' | 'sim';

export async function newWorld(settings: Parameters<World['server']['savePolicy']>[1] = {}): Promise<World> {
  const world = new World({ live: false });
  world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: 10 * hour }, ssids: ['Office'], ...settings });
  await world.enrolled();
  return world;
}

export function goOffline(world: World): void {
  world.server.failure = 'offline';
}

export async function checkInAgain(world: World): Promise<void> {
  world.server.failure = null;
  await world.checkIn();
}

/** A device under this lock, out of reach of its server. */
export async function lockedBy(lock: Lock): Promise<World> {
  const world = await newWorld({ simMonitoring: lock === 'sim' });
  if (lock === 'remote') {
    world.server.command(world.device.id, 'lock');
    await world.checkIn();
  }
  if (lock === 'sim') {
    world.surroundings.sims = [home];
    await world.time.advance(minute);
    world.surroundings.sims = [other];
    await world.time.advance(minute);
  }
  goOffline(world);
  if (lock === 'timer') await world.time.advance(10 * hour + minute);
  expect(world.screen.shown).toBe(lock);
  return world;
}
