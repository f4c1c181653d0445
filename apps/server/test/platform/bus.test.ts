/** The bus between processes: the same over PostgreSQL and over NATS, through broken connections and whatever strangers send. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from '@nats-io/transport-node';
import { batchPayloads } from '@sekisho/server/platform/bus/batching';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { exportKey, generateKeys, issueLeaf, issueRoot, pemOf } from '@sekisho/server/platform/tls/certificates';
import { eventually } from '@sekisho/testkit/eventually';
import { startNatsServer } from '@sekisho/testkit/nats-server';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type BusWorld,
  type Carrier,
  carriers,
  collect,
  createBusWorld,
  endNats,
  nats,
  numbers,
  settled,
  texts,
} from './bus-world.ts';

let world: BusWorld;

beforeEach(async () => {
  world = await createBusWorld();
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

afterAll(endNats);

/** Files of a certificate for localhost and of the root that vouches for it. */
async function issueCertificate(folder: string): Promise<{ cert: string; key: string; root: string }> {
  const issuer = await issueRoot(Date.now(), systemRandomness);
  const keys = await generateKeys();
  const names = [{ type: 'dns' as const, value: 'localhost' }];
  const files = { cert: path.join(folder, 'cert'), key: path.join(folder, 'key'), root: path.join(folder, 'root') };
  await writeFile(files.cert, await issueLeaf(issuer, keys, names, Date.now(), systemRandomness));
  await writeFile(files.key, pemOf('PRIVATE KEY', await exportKey(keys.privateKey)));
  await writeFile(files.root, issuer.certificatePem);
  return files;
}

/** Sends a text that is none of ours on the way of topic `numbers`. */
async function sendForeign(carrier: Carrier, text: string): Promise<void> {
  if (carrier === 'PostgreSQL') {
    await sql`select pg_notify('sekisho.numbers', ${text})`.execute(world.database.db);
    return;
  }
  const stranger = await connect({ servers: (await nats()).url });
  stranger.publish('sekisho.one.numbers', text);
  await stranger.drain();
}

/** Ends the connections of every bus; what is published just then is lost for those that listen. */
async function breakConnections(carrier: Carrier): Promise<void> {
  if (carrier === 'NATS') {
    await (await nats()).end();
    await (await nats()).startAgain();
    return;
  }
  // Nobody who subscribes waits until PostgreSQL has heard of it.
  const broken = sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen%'`;
  await eventually(
    async () => (await broken.execute(world.database.db)).rows.length,
    (count) => count > 0,
  );
}

describe.each(carriers)('bus over %s', (carrier) => {
  test('what no server of ours sent, or what a listener cannot take, stops neither process nor bus', async () => {
    const bus = await world.bus(carrier);
    bus.subscribe(numbers, {
      onMessages: () => {
        throw new Error('not to be taken');
      },
    });
    const { received } = collect(bus, numbers);
    for (const text of ['not JSON', '{}', '', '[[', '"1"']) await sendForeign(carrier, text);
    await bus.publish(numbers, [1]);
    await eventually(
      () => received,
      (all) => all.length === 1,
    );
  });

  test('every process that listens receives all of a topic, in order, and nothing of another', async () => {
    const [publisher, listener] = [await world.bus(carrier), await world.bus(carrier)];
    const [here, there, other] = [collect(publisher, numbers), collect(listener, numbers), collect(listener, texts)];
    await settled(listener);
    const many = Array.from({ length: 5000 }, (_, index) => index);
    await publisher.publish(numbers, many);
    await eventually(
      () => [here.received.length, there.received.length],
      ([mine, its]) => mine === 5000 && its === 5000,
    );
    expect(there.received).toEqual(many);
    expect(other.received).toEqual([]);
  });

  test('a broken connection is made again, and subscribers are told that they may have missed something', async () => {
    const [publisher, listener] = [await world.bus(carrier), await world.bus(carrier)];
    const { received, gaps } = collect(listener, texts);
    await breakConnections(carrier);
    await eventually(
      () => gaps.count,
      (count) => count >= 1,
    );
    await eventually(() => publisher.publish(texts, ['after']).then(() => true), Boolean);
    await eventually(
      () => received,
      (seen) => seen.includes('after'),
    );
  });

  test('whoever has ended a subscription hears nothing more', async () => {
    const bus = await world.bus(carrier);
    const kept = collect(bus, texts);
    const ended: string[] = [];
    bus.subscribe(texts, { onMessages: (payloads) => ended.push(...payloads) })();
    await bus.publish(texts, ['x']);
    await eventually(
      () => kept.received,
      (seen) => seen.length === 1,
    );
    expect(ended).toEqual([]);
  });
});

describe('bus over NATS', () => {
  test('says at once that it is not connected, instead of keeping what nobody may see', async () => {
    const bus = await world.bus('NATS');
    await (await nats()).end();
    await eventually(
      () => bus.publish(texts, ['x']).catch((cause: Error) => cause.message),
      (message) => message === 'the bus is not connected to NATS',
    );
    await (await nats()).startAgain();
  });

  test('installations on one NATS hear nothing of each other', async () => {
    const [one, other] = [await world.bus('NATS'), await world.natsBus({ url: (await nats()).url }, 'two')];
    const [mine, its] = [collect(one, texts), collect(other, texts)];
    await settled(other);
    await one.publish(texts, ['one']);
    await other.publish(texts, ['two']);
    await eventually(
      () => [mine.received, its.received],
      ([here, there]) => here?.length === 1 && there?.length === 1,
    );
    expect([mine.received, its.received]).toEqual([['one'], ['two']]);
  });

  test.each([
    ['user and password', 'authorization { user: "se", password: "p@ss/1" }', 'se:p%40ss%2F1@', ''],
    ['a token', 'authorization { token: "long-token" }', 'long-token@', 'wrong@'],
  ])('proves itself with %s, and does not start without', async (_name, configuration, good, bad) => {
    await using closed = await startNatsServer({ configuration });
    const at = (who: string) => world.natsBus({ url: `nats://${who}127.0.0.1:${closed.port}` });
    await expect(at(bad)).rejects.toThrow(/NATS of nats-url cannot be reached/);
    const bus = await at(good);
    const { received } = collect(bus, texts);
    await bus.publish(texts, ['in']);
    await eventually(
      () => received,
      (seen) => seen.length === 1,
    );
  });

  test('speaks TLS with whom its root vouches for, and with nobody else', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-nats-tls-'));
    const issued = await issueCertificate(folder);
    await using secure = await startNatsServer({
      configuration: `tls { cert_file: "${issued.cert}", key_file: "${issued.key}" }`,
    });
    const url = `tls://localhost:${secure.port}`;
    await expect(world.natsBus({ url })).rejects.toThrow(/cannot be reached/);
    await expect(world.natsBus({ url: (await nats()).url, caFile: issued.root })).rejects.toThrow(/cannot be reached/);
    const bus = await world.natsBus({ url, caFile: issued.root });
    await bus.publish(texts, ['sealed']);
    await rm(folder, { recursive: true });
  });
});

describe('bus over PostgreSQL', () => {
  test('within a transaction a message goes out with the commit, or not at all', async () => {
    const [publisher, listener] = [await world.bus(), await world.bus()];
    const { received } = collect(listener, texts);
    const failing = world.database.db.transaction().execute(async (tx) => {
      await publisher.publish(texts, ['never'], tx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await world.database.db.transaction().execute((tx) => publisher.publish(texts, ['日本語'], tx));
    await eventually(
      () => received,
      (seen) => seen.length > 0,
    );
    expect(received).toEqual(['日本語']);
  });
});

describe('messages', () => {
  test('batches stay below the limit, keep order and lose nothing; one that is too large is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2000, unit: 'grapheme' })), (payloads) => {
        const batches = batchPayloads(payloads);
        for (const batch of batches) expect(Buffer.byteLength(batch)).toBeLessThan(8000);
        expect(batches.flatMap((batch) => JSON.parse(batch) as string[])).toEqual(payloads);
      }),
    );
    expect(() => batchPayloads(['x'.repeat(8000)])).toThrow('does not fit the bus');
  });
});
