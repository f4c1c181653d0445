/** The keys of a device on Windows: never in clear on the disk, and gone with the machine without opening a lock. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSqliteStore } from '@sekisho/agent-core/node';
import { afterEach, expect, test } from 'vitest';
import type { Sealer } from '../../../src/os/windows/dpapi.ts';
import { sealedStore } from '../../../src/os/windows/sealed-store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-sealed-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Another machine has another number: what it did not seal it does not open. */
const machine = (number: number): Sealer => ({
  seal: (secret) => Uint8Array.from([number, ...secret.map((byte) => byte ^ 0x5a)]),
  open: (sealed) => (sealed[0] === number ? sealed.subarray(1).map((byte) => byte ^ 0x5a) : null),
});

const identity = {
  deviceId: '01a22164-dbaf-7de5-b6d4-070996cf553d',
  organizationId: '01a22164-dbaf-7de5-b6d4-070996cf553e',
  organizationName: '関所',
  privateKey: 'c2VjcmV0LWtleS1vZi10aGUtZGV2aWNl',
  registeredAt: 1,
};

test('the key comes back on this machine, stands nowhere on the disk, and is worthless on another', () => {
  const warnings: string[] = [];
  const open = (number: number) =>
    sealedStore(openSqliteStore({ folder, warn: () => {} }), machine(number), (message) => warnings.push(message));
  const store = open(1);
  store.commit({ pendingKey: identity.privateKey });
  store.commit({ identity });
  expect(store.load()).toMatchObject({ identity, pendingKey: identity.privateKey });
  store.close();
  const onDisk = readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'latin1'))
    .join('');
  expect(onDisk).toContain(identity.deviceId);
  expect(onDisk).not.toContain(identity.privateKey);

  const stolen = open(2);
  expect(stolen.load()).toMatchObject({ identity: { ...identity, privateKey: '' }, pendingKey: null });
  expect(warnings).toHaveLength(1);
  stolen.close();
});
