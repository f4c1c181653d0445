/** A disk that was copied, with its registered agent on it: each machine becomes a device of its own, once, against the real server (I32). */
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Disks, type Machine } from './disk-machine.ts';
import { makeRealServer } from './real-server.ts';
import type { ContractServer } from './server-contract.ts';

describe('a copied disk', () => {
  let server: ContractServer;
  let disks: Disks;
  const machine = (uuid: string | null, image?: Machine): Machine => disks.machine({ uuid, name: `PC-${uuid}` }, image);
  beforeAll(async () => {
    server = await makeRealServer();
    disks = new Disks(server.transport, { serialNumber: server.serialNumber });
  });
  afterEach(() => disks.stopAll());
  afterAll(async () => {
    disks?.remove();
    await server?.close();
  });

  test('in other machines is noticed at once: each becomes a device of its own, the master stays what it was', async () => {
    const master = await (await machine('uuid-master').enrol()).start().inTouch();
    const { id } = master;
    await master.stop();
    const clones = await Promise.all(
      ['uuid-1', 'uuid-2', 'uuid-3'].map((uuid) => machine(uuid, master).start().inTouch()),
    );
    expect((await master.start().inTouch()).id).toBe(id);
    const ids = [id, ...clones.map((clone) => clone.id)];
    expect(new Set(ids).size).toBe(4);
    expect(clones.map(({ parted }) => parted)).toEqual([1, 1, 1]);
    for (const each of [master, ...clones]) await each.restart();
    expect([master, ...clones].map((each) => each.id)).toEqual(ids);
    expect(await server.computerName(clones[0]?.id ?? '')).toBe('PC-uuid-1');
    await eventually(
      () => server.inventorySections(clones[0]?.id ?? ''),
      (sections) => sections.length === 2,
    );
  });

  test('in machines that nothing tells apart is noticed when both have spoken, and only one of them parts', async () => {
    const master = await (await machine(null).enrol()).start().inTouch();
    await master.stop();
    const twins = [await machine(null, master).start().inTouch(), await machine(null, master).start().inTouch()];
    for (let round = 0; round < 4; round += 1) for (const twin of twins) await twin.restart();
    expect(twins.map(({ parted }) => parted).toSorted()).toEqual([0, 1]);
    expect(new Set(twins.map(({ id }) => id)).size).toBe(2);
  });

  test('of a device that is locked shares its lock; it parts when both are free again', async () => {
    const master = await (await machine('uuid-locked').enrol()).start().inTouch();
    const { id } = master;
    await server.command(id, 'lock');
    await master.inTouch();
    await eventually(
      () => master.screen.shown,
      (shown) => shown === 'remote',
    );
    await master.inTouch();
    await master.stop();
    const copy = await machine('uuid-thief', master).start().inTouch();
    expect([copy.id, copy.screen.shown, copy.parted]).toEqual([id, 'remote', 0]);
    await server.command(id, 'unlock');
    await copy.inTouch();
    await eventually(
      () => copy.screen.shown,
      (shown) => shown === 'none',
    );
    await copy.inTouch();
    await copy.restart();
    expect(copy.id).not.toBe(id);
    expect(copy.parted).toBe(1);
  });
});
