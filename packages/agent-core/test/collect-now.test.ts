/** 'Collect now' (I01) at the device: every command is answered once, when the server holds what was collected after it came. */
import type { InventoryContents } from '@sekisho/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TransportError } from '../src/index.ts';
import { problem } from './fake-server.ts';
import { settle } from './fake-time.ts';
import { World } from './world.ts';

/** Collects when it is told to; what it finds is different each time. */
class SlowCollector {
  collected = 0;
  #waiting: (() => void)[] = [];

  readonly collect = async (): Promise<Partial<InventoryContents>> => {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.collected += 1;
    return { users: { logonUser: `user ${this.collected}`, sessions: [] }, software: { packages: [] } };
  };

  get running(): number {
    return this.#waiting.length;
  }

  async finish(): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve();
    await settle();
  }
}

async function started() {
  const collector = new SlowCollector();
  const world = await new World({ platform: { inventory: collector } }).enrolled();
  await world.time.advance(0);
  await collector.finish();
  const ask = () => world.server.command(world.device.id, 'collect-inventory');
  const held = () => JSON.parse(world.device.inventory.get('users')?.content ?? '{}') as { logonUser?: string };
  return { world, collector, ask, held };
}

const resultsOf = (world: World) => world.device.items.filter(({ kind }) => kind === 'result');

test('a device that is asked collects at once, and answers when the server holds it', async () => {
  const { world, collector, ask, held } = await started();
  expect(held().logonUser).toBe('user 1');
  const command = ask();
  await settle();
  expect([collector.running, command.state]).toEqual([1, 'open']);
  await collector.finish();
  expect([held().logonUser, command.state]).toEqual(['user 2', 'done']);
  await world.time.advance(0);
  expect(resultsOf(world)).toHaveLength(1);
});

test('a command that is delivered again while it is carried out is carried out once', async () => {
  const { world, collector, ask } = await started();
  const command = ask();
  await settle();
  await world.checkIn();
  await world.checkIn();
  await collector.finish();
  await world.checkIn();
  expect([collector.collected, command.state, resultsOf(world).length]).toEqual([2, 'done', 1]);
});

test('a server that has forgotten the answer hears it again; nothing is collected a second time', async () => {
  const { world, collector, ask } = await started();
  const command = ask();
  await settle();
  await collector.finish();
  await world.kill();
  await world.start();
  command.state = 'open';
  await world.checkIn();
  await world.time.advance(0);
  expect([collector.running, command.state]).toEqual([0, 'done']);
});

test('whoever asks while it collects gets one that began afterwards', async () => {
  const { collector, ask, held } = await started();
  const first = ask();
  await settle();
  const second = ask();
  await settle();
  await collector.finish();
  expect([first.state, second.state, held().logonUser]).toEqual(['superseded', 'open', 'user 2']);
  await collector.finish();
  expect([second.state, held().logonUser]).toEqual(['done', 'user 3']);
});

test('where the server does not take it, it is sent until it does', async () => {
  const { world, collector, ask } = await started();
  world.server.mangle = (request, answer) =>
    request.path === '/device/v1/inventory' ? new TransportError('offline', 'cut') : answer;
  const command = ask();
  await settle();
  await collector.finish();
  expect(command.state).toBe('open');
  world.server.mangle = (_request, answer) => answer;
  await world.time.advance(600_000);
  await collector.finish();
  expect(command.state).toBe('done');
});

test('after failures that nobody saw, whoever asks does not wait for the next attempt', async () => {
  const { world, collector, ask } = await started();
  world.server.mangle = (request, answer) =>
    request.path === '/device/v1/inventory' ? new TransportError('offline', 'cut') : answer;
  world.facts = { ...world.facts, computerName: 'other' };
  await world.checkIn();
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await collector.finish();
    await world.time.advance(60_000);
  }
  await collector.finish();
  world.server.mangle = (_request, answer) => answer;
  expect(collector.running).toBe(0);
  const command = ask();
  await settle();
  await collector.finish();
  expect(command.state).toBe('done');
});

test('what the server can never take is answered with its reason', async () => {
  const { world, collector, ask } = await started();
  world.server.mangle = (request, answer) =>
    request.path === '/device/v1/inventory' ? problem(400, 'validation-failed') : answer;
  const command = ask();
  await settle();
  await collector.finish();
  expect([command.state, command.code, resultsOf(world).length]).toEqual(['refused', 'validation-failed', 1]);
});

test('a device that is locked is asked as any other; one that is being wiped refuses', async () => {
  const { world, collector, ask } = await started();
  world.server.command(world.device.id, 'lock');
  const command = ask();
  await settle();
  await collector.finish();
  expect(command.state).toBe('done');
  const wiped = await new World({
    platform: { wipe: { remove: () => new Promise(() => {}), findEncrypted: async () => [], eraseKeys: never } },
  }).enrolled();
  const targets = { folders: ['/home/x'], patterns: [], volumes: [], encryptionKeys: false, shutDown: false };
  wiped.server.command(wiped.device.id, 'wipe', { targets, policyCode: 'A01', policyRevision: 1 });
  const refused = wiped.server.command(wiped.device.id, 'collect-inventory');
  await settle();
  expect([refused.state, refused.code]).toEqual(['refused', 'command-refused-while-wiping']);
});

const never = () => new Promise<never>(() => {});

test('no more leaves the device than its policy names, whatever the collector has looked at', async () => {
  const { world, collector, ask } = await started();
  world.device.inventory.clear();
  const schedule = { kind: 'request' } as const;
  world.server.savePolicy('A01', { inventory: { schedule, sections: ['software'] } });
  await world.checkIn();
  ask();
  await settle();
  await collector.finish();
  expect([...world.device.inventory.keys()]).toEqual(['software']);
});

type Act = 'ask' | 'check-in' | 'finish' | 'kill' | 'cut' | 'heal' | 'wait';

test('whatever is cut off or repeated: each command that stands is answered, and answered once', async () => {
  const acts = fc.constantFrom<Act>('ask', 'check-in', 'finish', 'kill', 'cut', 'heal', 'wait');
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { maxLength: 14 }), async (story) => {
      const { world, collector, ask } = await started();
      const does: Record<Act, () => unknown> = {
        ask,
        'check-in': () => world.checkIn(),
        finish: () => collector.finish(),
        async kill() {
          await world.kill();
          await world.start();
        },
        cut: () => void Object.assign(world.server, { failure: 'offline' }),
        heal: () => void Object.assign(world.server, { failure: null }),
        wait: () => world.time.advance(60_000),
      };
      for (const act of story) await does[act]();
      const last = ask();
      world.server.failure = null;
      for (let round = 0; round < 8; round += 1) {
        await world.time.advance(600_000);
        await collector.finish();
      }
      expect(last.state).toBe('done');
      const answered = resultsOf(world).flatMap((item) => (item.kind === 'result' ? item.commandId : []));
      expect(new Set(answered).size).toBe(answered.length);
    }),
    { numRuns: 40 },
  );
}, 60_000);
