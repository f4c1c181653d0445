/** A wipe as the agent carries it through, over any restart: targets in order, keys last, one signed word that holds. */
import type { WipeOutcome, WipeReceipt, WipeTargets } from '@sekisho/contracts';
import { openWipeReceipt } from '@sekisho/trust';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryStore, type Wipe, type WipeFileTarget } from '../src/index.ts';
import { settle } from './fake-time.ts';
import { World } from './world.ts';

const targets: WipeTargets = {
  folders: ['/home'],
  patterns: [{ folder: '/srv', pattern: '*.xlsx' }],
  volumes: ['/data'],
  encryptionKeys: true,
  shutDown: true,
};
const parameters = { targets, policyCode: 'A01', policyRevision: 1 };
const volume = { path: '/dev/sda2', uuid: 'u-1' };

function outcomeOf(target: Pick<WipeOutcome, 'kind' | 'path'>, changes: Partial<WipeOutcome> = {}): WipeOutcome {
  const counts = { removedFiles: 1, removedFolders: 0, removedBytes: 9, kept: 0, linkedElsewhere: 0, failed: 0 };
  return { ...target, ...counts, keyslotsBefore: 0, keyslotsAfter: 0, code: null, failures: [], ...changes };
}

/** A machine that notes what is done to it; what was removed stays removed when the agent dies. */
class Disk implements Wipe {
  readonly did: string[] = [];
  /** Called before each act; what it returns is waited for. */
  before: (act: string) => Promise<void> = async () => {};

  async remove(target: WipeFileTarget, note: (soFar: WipeOutcome) => void): Promise<WipeOutcome> {
    note(outcomeOf(target, { removedFiles: 5, linkedElsewhere: 1, failed: 1 }));
    await this.#do(target.path);
    return outcomeOf(target);
  }
  async findEncrypted(paths: readonly string[]) {
    await this.#do(`find ${paths.join(' ')}`);
    return [volume];
  }
  async eraseKeys({ path }: typeof volume): Promise<WipeOutcome> {
    await this.#do(`keys ${path}`);
    return outcomeOf({ kind: 'encryption-keys', path }, { keyslotsBefore: 2 });
  }
  async #do(act: string): Promise<void> {
    await this.before(act);
    this.did.push(act);
  }
}

async function wipeWorld(store = new MemoryStore()) {
  const disk = new Disk();
  const power = {
    shutDowns: 0,
    async shutDown() {
      power.shutDowns += 1;
    },
  };
  const world = await new World({ store, platform: { wipe: disk, power } }).enrolled();
  const order = (changes: Partial<WipeTargets> = {}) =>
    world.server.command(world.device.id, 'wipe', { ...parameters, targets: { ...targets, ...changes } });
  const receipts = (): WipeReceipt[] =>
    world.eventsCalled('wipe-receipt').map(({ commandId = '', receipt }) => {
      if (receipt === undefined) throw new Error('no receipt');
      const { publicKey, id: deviceId } = world.device;
      const { organizationId } = world.server;
      const opened = openWipeReceipt(receipt, { publicKey, organizationId, deviceId, intentId: commandId });
      if (!opened.ok) throw new Error(opened.code);
      return opened.value;
    });
  return { world, disk, power, order, receipts };
}

const inOrder = ['/srv', '/home', '/data', 'find /srv /home /data', 'keys /dev/sda2'];

test('a wipe is refused where it is not supported, and does not even begin', async () => {
  const world = await new World().enrolled();
  const wipe = world.server.command(world.device.id, 'wipe', parameters);
  await settle();
  expect(wipe).toMatchObject({ state: 'refused', code: 'not-supported-here' });
  expect(world.running.status().mode).toBe('unlocked');
});

test.each([
  ['nothing', {}],
  [
    'no targets at all',
    { ...parameters, targets: { ...targets, folders: [], patterns: [], volumes: [], encryptionKeys: false } },
  ],
  ['a path that climbs', { ...parameters, targets: { ...targets, folders: ['/home/../etc'] } }],
  ['a root as a folder', { ...parameters, targets: { ...targets, folders: ['/'] } }],
])('a wipe of %s is refused, whoever signed it', async (_, broken) => {
  const { world, disk } = await wipeWorld();
  const wipe = world.server.command(world.device.id, 'wipe', broken);
  await settle();
  expect(wipe).toMatchObject({ state: 'refused', code: 'statement-malformed' });
  expect(world.running.status().mode).toBe('unlocked');
  expect(disk.did).toEqual([]);
});

test('it goes in order, keys last, told before them and after, signed; then the device goes off, once', async () => {
  const { world, disk, power, order, receipts } = await wipeWorld();
  let toldBeforeKeys = 0;
  disk.before = async (act) => {
    expect(world.screen.shown).toBe('wiping');
    if (act.startsWith('keys')) toldBeforeKeys = receipts().length;
  };
  const command = order();
  await world.time.advance(1_000);
  expect(disk.did).toEqual(inOrder);
  expect(toldBeforeKeys).toBe(1);
  expect(command.state).toBe('done');
  expect(receipts().map(({ stage, outcomes }) => [stage, outcomes.map(({ path }) => path)])).toEqual([
    ['before-keys', ['/srv', '/home', '/data']],
    ['complete', ['/srv', '/home', '/data', '/dev/sda2']],
  ]);
  expect(power.shutDowns).toBe(1);
  await world.kill();
  await world.start();
  await world.time.advance(120_000);
  expect(disk.did).toEqual(inOrder);
  expect(power.shutDowns).toBe(1);
  expect(world.screen.shown).toBe('wiping');
});

test('offline, the keys go all the same after half a minute, the power after another; the word follows if it can', async () => {
  const { world, disk, power, order, receipts } = await wipeWorld();
  disk.before = async () => {
    world.server.failure = 'offline';
  };
  order();
  await world.time.advance(29_000);
  expect(disk.did).toEqual(inOrder.slice(0, 4));
  await world.time.advance(2_000);
  expect(disk.did).toEqual(inOrder);
  expect(power.shutDowns).toBe(0);
  await world.time.advance(61_000);
  expect(power.shutDowns).toBe(1);
  world.server.failure = null;
  await world.kill();
  await world.start();
  await world.time.advance(1_000);
  expect(receipts().map(({ stage }) => stage)).toEqual(['before-keys', 'complete']);
});

test('without keys there is one word, and no shut-down unless it is asked for', async () => {
  const { world, disk, power, order, receipts } = await wipeWorld();
  order({ encryptionKeys: false, shutDown: false });
  await world.time.advance(120_000);
  expect(disk.did).toEqual(inOrder.slice(0, 3));
  expect(receipts().map(({ stage }) => stage)).toEqual(['complete']);
  expect(power.shutDowns).toBe(0);
});

test('a target that breaks is told plainly and keeps no other from being wiped', async () => {
  const { world, disk, order, receipts } = await wipeWorld();
  disk.before = async (act) => {
    if (act === '/home') throw new Error('EIO: the disk is broken');
  };
  order({ encryptionKeys: false });
  await world.time.advance(1_000);
  expect(disk.did).toEqual(['/srv', '/data']);
  expect(receipts()[0]?.outcomes.map(({ path, code }) => [path, code])).toEqual([
    ['/srv', null],
    ['/home', 'wipe-target-incomplete'],
    ['/data', null],
  ]);
  expect(receipts()[0]?.outcomes[1]?.failures).toEqual([{ path: '/home', reason: 'EIO: the disk is broken' }]);
});

test('what a target had removed before it was cut off stands in its word', async () => {
  const { world, disk, order, receipts } = await wipeWorld();
  disk.before = async (act) => {
    if (act === '/home') await new Promise(() => {});
  };
  order({ encryptionKeys: false });
  await world.time.advance(1_000);
  await world.kill();
  disk.before = async () => {};
  await world.start();
  await world.time.advance(1_000);
  expect(receipts()[0]?.outcomes).toMatchObject([
    { path: '/srv', removedFiles: 1, failed: 0 },
    { path: '/home', removedFiles: 5 + 1, linkedElsewhere: 1, failed: 0 },
    { path: '/data', removedFiles: 1 },
  ]);
});

test('while it runs, lock and unlock are refused, a second wipe is under way already, and nothing uncovers the screen', async () => {
  const { world, disk, order } = await wipeWorld();
  let goOn = () => {};
  disk.before = () => new Promise((resolve) => (goOn = resolve));
  const first = order();
  await settle();
  for (const kind of ['lock', 'unlock']) {
    const command = world.server.command(world.device.id, kind);
    first.state = 'open';
    await settle();
    expect(command.state).toBe('refused');
  }
  const second = order({ folders: ['/elsewhere'] });
  await settle();
  expect(second.state).toBe('already');
  world.running.notice({ type: 'woke' });
  expect(world.screen.shown).toBe('wiping');
  disk.before = async () => {};
  goOn();
  await world.time.advance(1_000);
  expect(disk.did).toEqual(inOrder);
});

test('a server that lost the word gets it again, receipt and all, and nothing is done twice', async () => {
  const { world, disk, order, receipts } = await wipeWorld();
  const command = order();
  await world.time.advance(1_000);
  world.device.items.length = 0;
  command.state = 'open';
  await world.checkIn();
  await world.time.advance(1_000);
  expect(command.state).toBe('done');
  expect(receipts().map(({ stage }) => stage)).toEqual(['complete']);
  expect(disk.did).toEqual(inOrder);
});

test('killed at any write to its store, before or after it, in any target: it goes on, keys last, told in full', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 14 }),
      fc.boolean(),
      fc.option(fc.constantFrom(...inOrder)),
      async (commitsLeft, offline, diesIn) => {
        let left = Number.POSITIVE_INFINITY;
        const store = new MemoryStore({
          beforeCommit: () => {
            left -= 1;
            if (left < 0) throw new Error('dead');
          },
        });
        const { world, disk, order, receipts } = await wipeWorld(store);
        const command = order();
        disk.before = async (act) => {
          if (act === diesIn) await new Promise(() => {});
        };
        left = commitsLeft;
        if (offline) world.server.failure = 'offline';
        await world.time.advance(40_000);
        await world.kill();
        left = Number.POSITIVE_INFINITY;
        disk.before = async () => {};
        world.server.failure = null;
        await world.start();
        await world.time.advance(200_000);
        expect(command.state).toBe('done');
        expect(world.screen.shown).toBe('wiping');
        const firsts = [...new Set(disk.did)];
        expect(firsts).toEqual(inOrder);
        expect(disk.did.at(-1)).toBe('keys /dev/sda2');
        const complete = receipts().filter(({ stage }) => stage === 'complete');
        expect(complete).toHaveLength(1);
        expect(complete[0]?.outcomes.map(({ path }) => path)).toEqual(['/srv', '/home', '/data', '/dev/sda2']);
      },
    ),
    { numRuns: 60 },
  );
});
