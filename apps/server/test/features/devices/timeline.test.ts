/** The timeline of a device: commands and events together, in pages. */
import type { Timeline } from '@sekisho/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';

let world: DeviceWorld;
beforeAll(async () => {
  world = await startDeviceWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the timeline', () => {
  it('comes in pages, newest first, nothing twice and nothing left out', async () => {
    const device = await world.device().join(world.serialNumber);
    const path = `/api/v1/devices/${device.id}`;
    const items = Array.from({ length: 25 }, () => device.event('timer-locked', { at: 1_700_000_000_000 }));
    await device.checkIn({ items });
    await world.admin.ok('POST', `${path}/commands`, { kind: 'lock' });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Timeline = await world.admin.ok('GET', `${path}/timeline?limit=10${query}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(26);
    expect(new Set(seen).size).toBe(26);
    expect(seen.slice(1)).toEqual(items.map(({ number }) => `event:${String(number).padStart(16, '0')}`).reverse());
    expect((await world.admin.refusal('GET', `${path}/timeline?cursor=bm9uZQ`)).code).toBe('cursor-invalid');
  });
});
