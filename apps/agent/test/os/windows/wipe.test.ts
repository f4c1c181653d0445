/** What a wipe decides on Windows where Wine cannot show it: links of every kind by their bytes, and the end of BitLocker's keys against a model of its rules. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openPowerShell } from '../../../src/os/windows/powershell.ts';
import {
  type BitLocker,
  type BitLockerVolume,
  eraseKeys,
  findEncrypted,
} from '../../../src/os/windows/wipe/bitlocker-keys.ts';
import { openBitLocker, parseVolumes } from '../../../src/os/windows/wipe/bitlocker-wmi.ts';
import { isLinkTag, isMountedVolume, parseNames, reasonOf } from '../../../src/os/windows/wipe/entries.ts';

test.each([
  [0xa000_0003, true, 'mount points and junctions'],
  [0xa000_000c, true, 'symbolic links'],
  [0xa000_001d, true, 'symbolic links of Linux'],
  [0x9000_701a, false, 'folders of OneDrive'],
  [0x8000_0017, false, 'compressed files'],
  [0x8000_0013, false, 'deduplicated files'],
  [0x8000_001b, false, 'programs of the store'],
])('tag %i is a link: %s (%s)', (tag, isLink) => {
  expect(isLinkTag(tag)).toBe(isLink);
});

/** REPARSE_DATA_BUFFER: tag, length, reserved, then places and lengths of both names, then the names. */
function reparse(tag: number, target: string): Buffer {
  const name = Buffer.from(target, 'utf16le');
  const head = Buffer.alloc(16);
  head.writeUInt32LE(tag, 0);
  head.writeUInt16LE(8 + name.length, 4);
  head.writeUInt16LE(name.length, 10);
  return Buffer.concat([head, name]);
}

test.each([
  [reparse(0xa000_0003, '\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\'), true],
  [reparse(0xa000_0003, '\\??\\C:\\Windows'), false],
  [reparse(0xa000_0003, '\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\folder'), false],
  [reparse(0xa000_000c, '\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\'), false],
  [Buffer.alloc(4), false],
])('another volume mounted in a folder, told from a junction', (data, isVolume) => {
  expect(isMountedVolume(data)).toBe(isVolume);
});

/** FILE_DIRECTORY_INFORMATION, each begun at a multiple of eight. */
function listing(names: readonly string[]): Buffer {
  const entries = names.map((name, index) => {
    const text = Buffer.from(name, 'utf16le');
    const isLast = index === names.length - 1;
    const entry = Buffer.alloc(isLast ? 64 + text.length : Math.ceil((64 + text.length) / 8) * 8);
    entry.writeUInt32LE(isLast ? 0 : entry.length, 0);
    entry.writeUInt32LE(text.length, 60);
    text.copy(entry, 64);
    return entry;
  });
  return Buffer.concat(entries);
}

test('names of a folder, well-formed or not; any other bytes do no harm', () => {
  const name = fc
    .array(fc.integer({ min: 1, max: 0xffff }), { minLength: 1, maxLength: 40 })
    .map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), (names) => {
      expect(parseNames(listing(['.', '..', ...names]))).toEqual(names.filter((each) => each !== '.' && each !== '..'));
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void parseNames(Buffer.from(bytes))));
  expect(parseNames(Buffer.alloc(0))).toEqual([]);
});

test.each([
  [0xc000_0043 | 0, 'in-use'],
  [0xc000_0034, 'not-found'],
  [0xc000_0185 | 0, '0xc0000185'],
])('status %i in a word: %s', (status, reason) => {
  expect(reasonOf(status)).toBe(reason);
});

const id = '01234567-89ab-cdef-0123-456789abcdef';
const system: BitLockerVolume = {
  id,
  drive: 'C:',
  isFixed: true,
  encrypted: 'fully',
  isProtected: true,
  isLocked: false,
};

/** What Microsoft says of key protectors: the last one is not removed while protection is on; a key in the clear goes when protection is switched on with one there. */
class BitLockerModel implements BitLocker {
  keys: string[];
  volume: BitLockerVolume;
  readonly broken: ReadonlySet<string>;
  /** Every state that somebody who cuts the power could find. */
  readonly openStates: string[] = [];
  #made = 0;

  constructor(keys: readonly string[], volume = system, broken: readonly string[] = []) {
    this.keys = [...keys];
    this.volume = volume;
    this.broken = new Set(broken);
  }
  volumes = async () => [this.volume];
  protectors = async () => (this.broken.has('protectors') ? null : [...this.keys]);
  addUnknown = async () => {
    if (this.broken.has('add')) return null;
    this.#made += 1;
    this.keys.push(`new-${this.#made}`);
    return `new-${this.#made}`;
  };
  remove = async (_id: string, key: string) => {
    if (this.broken.has(key) || (this.keys.length === 1 && this.volume.isProtected)) return;
    this.keys = this.keys.filter((each) => each !== key);
    if (this.keys.length === 0) this.openStates.push('no key at all');
  };
  protect = async () => {
    if (!this.broken.has('protect') && this.keys.length > 0) this.volume = { ...this.volume, isProtected: true };
  };
}

const erase = (model: BitLocker) => eraseKeys(model, { path: 'C:', uuid: id });

test('every key goes but the one that nobody knows, and the volume stays shut', async () => {
  const model = new BitLockerModel(['tpm', 'recovery']);
  const outcome = await erase(model);
  expect(outcome).toMatchObject({
    kind: 'encryption-keys',
    code: null,
    keyslotsBefore: 2,
    keyslotsAfter: 0,
    failed: 0,
  });
  expect(model.keys).toEqual(['new-1']);
});

test('cut off and begun again: the unknown key of the first time goes too', async () => {
  const model = new BitLockerModel(['tpm']);
  await erase(model);
  expect(await erase(model)).toMatchObject({ code: null, keyslotsBefore: 1, keyslotsAfter: 0 });
  expect(model.keys).toEqual(['new-2']);
});

const suspended = { ...system, isProtected: false };

test.each<[string, BitLockerModel, object]>([
  ['suspended: the key in the clear goes', new BitLockerModel(['tpm'], suspended), { code: null, keyslotsAfter: 0 }],
  ['device encryption not set up yet', new BitLockerModel([], suspended), { code: null, keyslotsBefore: 0 }],
  [
    'protection that cannot be switched on',
    new BitLockerModel(['tpm'], suspended, ['protect']),
    { code: 'wipe-keys-left', failures: [{ path: 'C:', reason: 'key-in-the-clear' }] },
  ],
  [
    'no key can be added: nothing is removed',
    new BitLockerModel(['tpm', 'recovery'], system, ['add']),
    { code: 'wipe-keys-left', keyslotsAfter: 2, failures: [{ path: 'C:', reason: 'no-key-added' }] },
  ],
  [
    'a key that stays',
    new BitLockerModel(['tpm', 'recovery'], system, ['recovery']),
    { code: 'wipe-keys-left', keyslotsAfter: 1, failures: [{ path: 'C:', reason: 'keys-left' }] },
  ],
  [
    'a volume that is encrypted in part',
    new BitLockerModel(['tpm'], { ...system, encrypted: 'partly' }),
    { code: 'wipe-keys-left', keyslotsAfter: 0, failures: [{ path: 'C:', reason: 'partly-encrypted' }] },
  ],
  [
    'no BitLocker any more',
    new BitLockerModel(['tpm'], system, ['protectors']),
    { code: 'wipe-keys-left', failures: [{ path: 'C:', reason: 'not-found' }] },
  ],
])('%s', async (_what, model, outcome) => {
  expect(await erase(model)).toMatchObject(outcome);
});

test('whatever fails, at no moment is a volume without a key', async () => {
  const keys = fc.uniqueArray(fc.constantFrom('tpm', 'recovery', 'pin', 'external'));
  const broken = fc.subarray(['add', 'protect', 'protectors', 'tpm', 'recovery', 'pin']);
  await fc.assert(
    fc.asyncProperty(keys, broken, fc.boolean(), async (held, faults, isProtected) => {
      const model = new BitLockerModel(held, { ...system, isProtected }, faults);
      const { code } = await erase(model);
      expect(model.openStates).toEqual([]);
      expect(code === null).toBe(model.volume.isProtected && model.keys.length === 1 && model.keys[0] === 'new-1');
    }),
  );
});

const entry = { id: `\\\\?\\Volume{${id}}\\`, drive: 'C:', kind: 0, protection: 1, conversion: 1, lock: 0 };

test('volumes as WMI tells them: one, several, locked ones, and whatever is none', () => {
  expect(parseVolumes(JSON.stringify(entry))).toEqual([system]);
  const others = [
    { ...entry, drive: 'd:', kind: 1, conversion: 2, protection: 0 },
    { ...entry, drive: null, kind: 2, conversion: null, lock: 1, protection: 2 },
    { ...entry, conversion: 0, protection: 0 },
    { ...entry, id: 'C:' },
    7,
  ];
  expect(parseVolumes(JSON.stringify(others))).toEqual([
    { ...system, drive: 'D:', encrypted: 'partly', isProtected: false },
    { ...system, drive: null, isFixed: false, isProtected: false, isLocked: true },
    { ...system, encrypted: 'no', isProtected: false },
  ]);
  expect([null, '', 'no such class'].map(parseVolumes)).toEqual([[], [], []]);
});

test('volumes whose keys go: open ones of inner disks, and those that targets lie on', async () => {
  const volumes = [
    system,
    { ...system, id: 'plain', drive: 'D:', encrypted: 'no' as const },
    { ...system, id: 'locked', drive: 'E:', isLocked: true },
    { ...system, id: 'stick', drive: 'F:', isFixed: false },
    { ...system, id: 'unnamed', drive: null },
  ];
  const model = Object.assign(new BitLockerModel([]), { volumes: async () => volumes });
  const idsFor = async (...paths: string[]) => (await findEncrypted(model, paths)).map(({ uuid }) => uuid);
  expect(await idsFor('C:')).toEqual([id, 'unnamed']);
  expect(await idsFor('C:', 'f:\\work')).toEqual([id, 'stick', 'unnamed']);
});

test('scripts: nothing that does not look like an id ever stands in one', async () => {
  const scripts: string[] = [];
  const run = async (script: string) => {
    scripts.push(script);
    return '{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}\r\nnoise\r\n';
  };
  const bitLocker = openBitLocker(run);
  expect(await bitLocker.protectors("x'; Format-Volume C; '")).toBeNull();
  await bitLocker.remove(id, "'; Stop-Computer; '");
  expect(scripts).toEqual([]);
  expect(await bitLocker.protectors(id)).toEqual(['{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}']);
  expect(await bitLocker.addUnknown(id)).toBe('{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}');
  expect(scripts.join('\n')).toContain(`'\\\\?\\Volume{${id}}\\'`);
  expect(await openPowerShell('/nowhere')('1', 1_000)).toBeNull();
});
