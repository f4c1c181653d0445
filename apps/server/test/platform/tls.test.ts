/** The certificate of our own making, checked by Node's TLS as a device would; and an operator's own files. */
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { systemClock, systemTimers } from '@sekisho/server/platform/clock';
import type { Db } from '@sekisho/server/platform/database/tables';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { createSealer } from '@sekisho/server/platform/keys/sealer';
import { createLog } from '@sekisho/server/platform/log';
import { serverNames } from '@sekisho/server/platform/tls/server-names';
import { givenTlsIdentity, ownTlsIdentity, type TlsMaterial } from '@sekisho/server/platform/tls/tls-identity';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const dayMs = 86_400_000;
const log = createLog('silent');
const sealer = createSealer(Buffer.alloc(32, 1), systemRandomness);

function ports(db: Db, over: { nowMs?: number; addresses?: string[]; publicUrl?: string } = {}) {
  return {
    db,
    sealer,
    clock: { now: () => over.nowMs ?? Date.now(), monotonicMs: systemClock.monotonicMs },
    timers: systemTimers,
    randomness: systemRandomness,
    log,
    names: () =>
      serverNames({ hostName: 'box', addresses: over.addresses ?? ['192.0.2.7'], publicUrl: over.publicUrl }),
  };
}

/** What a client sees that trusts `ca` alone and asks for `name`. */
async function handshake(material: TlsMaterial, ca: string, name: string): Promise<string> {
  const server = createServer(material, (socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const isName = !/^[\d.:]+$/.test(name);
  const socket: TLSSocket = connect({
    host: '127.0.0.1',
    port,
    ca,
    ...(isName ? { servername: name } : {}),
    checkServerIdentity: (_host, certificate) => {
      const leaf = new X509Certificate(certificate.raw);
      const fits = isName ? leaf.checkHost(name) : leaf.checkIP(name);
      return fits === undefined ? new Error('another name') : undefined;
    },
  });
  try {
    return await new Promise((resolve) => {
      socket.once('secureConnect', () => resolve('trusted'));
      socket.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message));
    });
  } finally {
    socket.destroy();
    server.close();
  }
}

test('devices that know the root trust it under every name and address, and no other', async () => {
  const identity = await ownTlsIdentity(ports(database.db, { publicUrl: 'https://sekisho.example.com:9443' }));
  const root = identity.rootPem ?? '';
  for (const name of ['localhost', '127.0.0.1', '::1', 'box', '192.0.2.7', 'sekisho.example.com']) {
    expect([name, await handshake(identity.material, root, name)]).toEqual([name, 'trusted']);
  }
  expect(await handshake(identity.material, root, 'evil.example')).toBe('another name');
  await using other = await createTestDatabase();
  const foreign = await ownTlsIdentity(ports(other.db));
  expect(await handshake(identity.material, foreign.rootPem ?? '', 'localhost')).not.toBe('trusted');
});

test('the root signs servers only, for twenty years, and the pin is that of the key', async () => {
  const identity = await ownTlsIdentity(ports(database.db));
  const root = new X509Certificate(identity.rootPem ?? '');
  expect(root.ca).toBe(true);
  expect(root.validToDate.getTime() - Date.now()).toBeGreaterThan(7299 * dayMs);
  const leaf = new X509Certificate(identity.material.cert);
  expect(leaf.ca).toBe(false);
  const spki = leaf.publicKey.export({ type: 'spki', format: 'der' });
  expect(identity.publicKeyPin).toBe(createHash('sha256').update(spki).digest('base64'));
});

test('several processes that start at once, and later ones, share root and key', async () => {
  const all = await Promise.all([1, 2, 3].map(() => ownTlsIdentity(ports(database.db))));
  all.push(await ownTlsIdentity(ports(database.db)));
  expect(new Set(all.map((identity) => identity.rootPem)).size).toBe(1);
  expect(new Set(all.map((identity) => identity.publicKeyPin)).size).toBe(1);
  expect(all[3]?.material.cert).toBe(all[0]?.material.cert);
});

test('a new address or a near end brings a new certificate of the same key', async () => {
  const before = await ownTlsIdentity(ports(database.db));
  const moved = await ownTlsIdentity(ports(database.db, { addresses: ['192.0.2.8'] }));
  expect(moved.material.cert).not.toBe(before.material.cert);
  expect([moved.rootPem, moved.publicKeyPin]).toEqual([before.rootPem, before.publicKeyPin]);
  const nowMs = Date.now() + 370 * dayMs;
  const later = await ownTlsIdentity(ports(database.db, { addresses: ['192.0.2.8'], nowMs }));
  expect(new X509Certificate(later.material.cert).validToDate.getTime()).toBeGreaterThan(nowMs + 300 * dayMs);
  expect(later.publicKeyPin).toBe(before.publicKeyPin);
});

describe('an operator’s own files', () => {
  test('are used as they are, and read again when they change', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-tls-'));
    const first = (await ownTlsIdentity(ports(database.db))).material;
    const files = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
    await writeFile(files.cert, first.cert);
    await writeFile(files.key, first.key);
    const ticks: (() => void)[] = [];
    const every = (_intervalMs: number, task: () => void) => {
      ticks.push(task);
      return () => {};
    };
    const timers = { ...systemTimers, every };
    const identity = await givenTlsIdentity(files, { timers, log });
    expect(identity.rootPem).toBeNull();
    const renewed = new Promise<TlsMaterial>((resolve) => identity.keepFresh(resolve));
    const second = (await ownTlsIdentity(ports(database.db, { addresses: ['192.0.2.9'] }))).material;
    await writeFile(files.cert, second.cert);
    for (const tick of ticks) tick();
    expect((await renewed).cert).toBe(second.cert);
    await rm(folder, { recursive: true });
  });

  test('that do not fit or are not there are refused by name', async () => {
    const nowhere = givenTlsIdentity({ cert: '/none/cert.pem', key: '/none/key.pem' }, { timers: systemTimers, log });
    await expect(nowhere).rejects.toThrow(/tls-cert \/none\/cert\.pem and tls-key \/none\/key\.pem cannot be used/);
  });
});

test('names: no repetition, no link-local addresses, no odd host names', () => {
  const names = serverNames({
    hostName: 'My_Box',
    addresses: ['fe80::1%eth0', '2001:db8::1', '127.0.0.1'],
    publicUrl: 'https://[2001:db8::2]:1',
  });
  expect(names.map(({ value }) => value)).toEqual(['127.0.0.1', '2001:db8::1', '2001:db8::2', '::1', 'localhost']);
});
