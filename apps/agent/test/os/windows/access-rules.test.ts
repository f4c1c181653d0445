/** Who may change a folder on Windows, from security descriptors as Windows lays them out. */
import { expect, test } from 'vitest';
import { isOpenToOthers } from '../../../src/os/windows/access.rules.ts';

const sids = {
  system: [5, 18],
  administrators: [5, 32, 544],
  users: [5, 32, 545],
  everyone: [1, 0],
  authenticated: [5, 11],
  creator: [3, 0],
  person: [5, 21, 1, 2, 3, 1001],
  domainAdministrators: [5, 21, 1, 2, 3, 512],
} as const;
type Name = keyof typeof sids;

function sid(name: Name): Buffer {
  const [authority, ...parts] = sids[name];
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}

type Entry = readonly [name: Name, mask: number, flags?: number, type?: number];

function entry([name, mask, flags = 0, type = 0]: Entry): Buffer {
  const who = sid(name);
  const head = Buffer.alloc(8);
  head.writeUInt8(type, 0);
  head.writeUInt8(flags, 1);
  head.writeUInt16LE(8 + who.length, 2);
  head.writeUInt32LE(mask, 4);
  return Buffer.concat([head, who]);
}

function descriptor(owner: Name, entries: readonly Entry[] | null): Buffer {
  const list = Buffer.concat((entries ?? []).map(entry));
  const acl = Buffer.alloc(8);
  acl.writeUInt16LE(8 + list.length, 2);
  acl.writeUInt16LE(entries?.length ?? 0, 4);
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(entries === null ? 0x8000 : 0x8004, 2);
  head.writeUInt32LE(20, 4);
  head.writeUInt32LE(entries === null ? 0 : 20 + sid(owner).length, 16);
  return Buffer.concat([head, sid(owner), ...(entries === null ? [] : [acl, list])]);
}

const [full, modify, read, addFolder] = [0x1f_01ff, 0x13_01bf, 0x12_00a9, 0x4] as const;
const closed: Entry[] = [
  ['system', full],
  ['administrators', full],
];

test.each<readonly [string, Name, readonly Entry[] | null, boolean]>([
  ['SYSTEM and administrators alone', 'system', closed, false],
  ['others may read', 'administrators', [...closed, ['users', read]], false],
  ['others may add, as in the root of drive C:', 'system', [...closed, ['authenticated', addFolder]], false],
  ['others may change', 'administrators', [...closed, ['authenticated', modify]], true],
  ['everybody may do everything', 'administrators', [['everyone', full]], true],
  ['by a generic right', 'administrators', [...closed, ['users', 0x1000_0000]], true],
  ['others may take ownership', 'administrators', [...closed, ['users', 0x8_0000]], true],
  ['others may change what is made below, not this', 'system', [...closed, ['users', full, 0x0b]], false],
  ['whoever makes something below has it', 'system', [...closed, ['creator', full, 0x0b]], false],
  ['others are denied', 'system', [...closed, ['users', full, 0, 1]], false],
  ['others by a condition', 'system', [...closed, ['users', full, 0, 9]], true],
  ['a person owns it', 'person', closed, true],
  ['administrators of the domain', 'domainAdministrators', [['domainAdministrators', full]], false],
  ['no list at all', 'system', null, true],
  ['an empty list', 'system', [], false],
])('%s', (_what, owner, entries, isOpen) => {
  expect(isOpenToOthers(descriptor(owner, entries), 'S-1-5-18')).toBe(isOpen);
});

test('whom it runs as is trusted', () => {
  expect(isOpenToOthers(descriptor('person', [['person', full]]), 'S-1-5-21-1-2-3-1001')).toBe(false);
  expect(isOpenToOthers(descriptor('person', [['person', full]]), 'S-1-5-21-1-2-3-1002')).toBe(true);
});
