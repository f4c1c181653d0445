/** How far rollouts have come: counted as devices tell of it, never by looking through them all. */
import { randomUUID } from 'node:crypto';
import type { AgentUpdates, Rollout } from '@sekisho/contracts';
import { foldCounts } from '@sekisho/server/platform/database/folded-counts';
import { recordSql } from '@sekisho/testkit/recorded-sql';
import { generateSigningKey } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  countStates,
  type RolloutCount,
  updateCounts,
} from '../../../src/features/agent-updates/rollout-counts.store.ts';
import { upsertWords } from '../../../src/features/agent-updates/rollouts.store.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import { addRelease, trustReleaseKey } from './update-world.ts';

const root = '/api/v1/agent-updates';
const key = generateSigningKey();
let world: DeviceWorld;
let organizationId: string;
let rollouts: string[];

/** Two, of which the first has ended. */
beforeAll(async () => {
  world = await startDeviceWorld();
  await trustReleaseKey(world.admin, world.recoveryKey, key);
  const { id: releaseId } = await addRelease(world.admin, key, '0.2.0');
  const stage = { percent: 100, groupIds: null, toleratedFailures: 100, checkInWithinSeconds: 600 };
  const start = () => world.admin.ok<Rollout>('POST', `${root}/rollouts`, { releaseId, ...stage });
  const first = await start();
  await world.admin.ok('PATCH', `${root}/rollouts/${first.id}`, { state: 'ended' });
  rollouts = [first.id, (await start()).id];
  const { rows } = await sql<{ id: string }>`select id from organizations`.execute(world.database.db);
  organizationId = rows[0]?.id ?? '';
});
afterAll(() => world?.[Symbol.asyncDispose]());

type State = 'offered' | 'updated' | 'failed';
const tell = (words: readonly (readonly [rollout: number, device: string, state: State])[]) =>
  world.server.platform.transaction((tx) =>
    upsertWords(
      tx,
      words.map(([rollout, deviceId, state]) => ({
        ...{ organizationId, deviceId, state, rolloutId: rollouts[rollout] ?? '' },
        ...{ attempt: 1, from: '0.1.0', fault: null, at: new Date() },
      })),
    ),
  );
const inOrder = (counts: readonly RolloutCount[]) =>
  counts
    .filter(({ devices }) => devices !== 0)
    .map(({ rolloutId, state, devices }) => `${rolloutId} ${state} ${devices}`)
    .sort();
const counted = async () => inOrder(await countStates(world.database.db, organizationId));
const looked = async () => {
  const { rows } = await sql<RolloutCount>`select rollout_id as "rolloutId", state, count(*)::integer as devices
    from agent_update_devices group by 1, 2`.execute(world.database.db);
  return inOrder(rows);
};

it('is what devices have told, also at one moment, told again, folded in between', async () => {
  const devices = Array.from({ length: 40 }, () => randomUUID());
  const states: readonly State[] = ['offered', 'updated', 'failed'];
  for (let round = 0; round < 6; round += 1) {
    const words = devices.map((device, index) => [index % 2, device, states[(index + round) % 3] ?? 'failed'] as const);
    await Promise.all([
      tell(words.slice(0, 15)),
      tell(words.slice(15)),
      foldCounts(world.database.db, updateCounts, 1_000),
    ]);
    expect(await counted()).toEqual(await looked());
  }
  await foldCounts(world.database.db, updateCounts, 1_000);
  expect(await foldCounts(world.database.db, updateCounts, 1_000)).toBe(0);
  expect(await counted()).toEqual(await looked());
  const { rows } = await sql`select from agent_update_counts`.execute(world.database.db);
  expect(rows).toHaveLength((await counted()).length);
});

it('is shown without a look at the devices', async () => {
  using recording = recordSql();
  const shown = await world.admin.ok<AgentUpdates>('GET', root);
  expect(recording.statements.filter(({ text }) => text.includes('agent_update_devices'))).toEqual([]);
  const sum = shown.rollouts.reduce((all, { offered, updated, failed }) => all + offered + updated + failed, 0);
  expect(sum).toBe(40);
});

it('goes with the rollouts', async () => {
  await world.admin.ok('PATCH', `${root}/rollouts/${rollouts[1]}`, { state: 'ended' });
  const [release] = (await world.admin.ok<AgentUpdates>('GET', root)).releases;
  await world.admin.ok('DELETE', `${root}/releases/${release?.id}`);
  const { rows } = await sql`select from agent_update_counts`.execute(world.database.db);
  expect(rows).toEqual([]);
});
