/** Which sections the collecting process is asked for: what the client was installed for and the policy wants, and nothing else. */
import process from 'node:process';
import { expect, test } from 'vitest';
import { createInventoryCollector } from '../src/os/any/inventory-collector.ts';

/** Tells what it was asked for in place of an inventory. */
const echo = [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))'] as const;

test.each([
  ['all of it', [], null, ['collect-inventory']],
  ['by the policy', [], ['disks'], ['collect-inventory', 'disks']],
  ['by the installation', ['users'], null, ['collect-inventory', 'users']],
  ['by both', ['users', 'disks'], ['software', 'disks'], ['collect-inventory', 'disks']],
  ['nothing that both allow: no process is started', ['users'], ['disks'], {}],
] as const)('%s', async (_, installed, wanted, expected) => {
  expect(await createInventoryCollector(echo, installed).collect(wanted)).toEqual(expected);
});
