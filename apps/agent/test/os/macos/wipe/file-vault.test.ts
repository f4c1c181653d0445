/** Keys of encrypted volumes on a Mac: which are found, and that only those the system can do without are deleted. */
import { expect, test } from 'vitest';
import { eraseKeys, findEncrypted, parseMounts } from '../../../../src/os/macos/wipe/file-vault.ts';
import { createMacWipe } from '../../../../src/os/macos/wipe/mac-wipe.ts';
import { recorded } from '../recorded-mac.ts';

const mounts = recorded('laptop/mount.txt');
const [data, work, stick] = ['D1A7A000-0000-4000-8000-000000000005', 'WORK-UUID', 'STICK-UUID'];

interface Told {
  readonly device: string;
  readonly uuid: string;
  readonly mountPoint: string;
  readonly fileVault?: boolean;
  readonly external?: boolean;
  readonly fileSystem?: string;
}

const flag = (key: string, value: boolean) => `<key>${key}</key><${value}/>`;
const word = (key: string, value: string) => `<key>${key}</key><string>${value}</string>`;

function infoOf({ device, uuid, mountPoint, fileVault = true, external = false, fileSystem = 'apfs' }: Told): string {
  const words = { DeviceIdentifier: device, VolumeUUID: uuid, MountPoint: mountPoint, FilesystemType: fileSystem };
  return [
    flag('FileVault', fileVault),
    flag('RemovableMediaOrExternalDevice', external),
    ...Object.entries(words).map(([key, value]) => word(key, value)),
  ].join('\n');
}

/** Diskutil as it answers of these volumes; what is deleted is gone, unless it is stubborn. */
function mac(volumes: readonly Told[], stubborn = false) {
  let left = [...volumes];
  const calls: string[] = [];
  return {
    calls,
    async run(program: string, args: readonly string[]): Promise<string | null> {
      const command = [program, ...args].join(' ');
      if (program === 'mount') return mounts;
      if (args[0] !== 'info') calls.push(command);
      const named = String(args.at(-1)).replace('/dev/', '');
      if (args[1] === 'deleteVolume' && !stubborn) left = left.filter(({ device }) => device !== named);
      if (args[0] !== 'info') return '';
      if (named === '/') return infoOf({ device: 'disk3s1s1', uuid: 'SEALED', mountPoint: '/' });
      const found = left.find(({ device, uuid }) => device === named || uuid === named);
      return found === undefined ? null : infoOf(found);
    },
  };
}

const volumes: Told[] = [
  { device: 'disk3s5', uuid: data, mountPoint: '/System/Volumes/Data' },
  { device: 'disk3s7', uuid: work, mountPoint: '/Volumes/Work &amp; more' },
  { device: 'disk7s1', uuid: stick, mountPoint: '/Volumes/Stick', external: true },
];

test('mounted volumes of disks, as mount lists them; nothing of the network and nothing that is no disk', () => {
  expect(parseMounts(mounts)).toEqual([
    { device: '/dev/disk3s1s1', mountPoint: '/' },
    { device: '/dev/disk3s6', mountPoint: '/System/Volumes/VM' },
    { device: '/dev/disk3s2', mountPoint: '/System/Volumes/Preboot' },
    { device: '/dev/disk3s5', mountPoint: '/System/Volumes/Data' },
    { device: '/dev/disk3s7', mountPoint: '/Volumes/Work & more' },
    { device: '/dev/disk7s1', mountPoint: '/Volumes/Stick' },
  ]);
});

test.each([
  ['of the machine', [], [data, work]],
  ['and what a target lies on', ['/Volumes/Stick/reports'], [data, work, stick]],
  ['not what only begins like it', ['/Volumes/Sticky'], [data, work]],
])('encrypted volumes: those %s', async (_, paths, uuids) => {
  expect((await findEncrypted(mac(volumes), paths)).map(({ uuid }) => uuid)).toEqual(uuids);
});

test('without FileVault nothing is encrypted', async () => {
  expect(await findEncrypted(mac(volumes.map((each) => ({ ...each, fileVault: false }))), [])).toEqual([]);
});

test('a volume that the system can do without is deleted, by its id and whatever its device is called by now', async () => {
  const moved = volumes.map((each) => (each.uuid === work ? { ...each, device: 'disk9s7' } : each));
  const machine = mac(moved);
  expect(await eraseKeys(machine, { path: '/dev/disk3s7', uuid: work })).toMatchObject({
    code: null,
    keyslotsBefore: 1,
    keyslotsAfter: 0,
  });
  expect(machine.calls).toEqual(['diskutil unmount force /dev/disk9s7', 'diskutil apfs deleteVolume /dev/disk9s7']);
  expect(await eraseKeys(machine, { path: '/dev/disk3s7', uuid: work })).toMatchObject({ code: null });
});

test.each([
  ['the one the system runs from', volumes, false, data, 'system-runs-from-it', []],
  ['one that is no APFS', volumes.map((each) => ({ ...each, fileSystem: 'hfs' })), false, work, 'not-apfs', []],
  ['one that stays', volumes, true, work, 'keys-left', ['diskutil apfs deleteVolume /dev/disk3s7']],
] as const)('%s keeps its key, and that is told', async (_, all, stubborn, uuid, reason, calls) => {
  const machine = mac(all, stubborn);
  const outcome = await eraseKeys(machine, { path: '/dev/disk3s7', uuid });
  expect(outcome).toMatchObject({ code: 'wipe-keys-left', keyslotsAfter: 1, failures: [{ reason }] });
  expect(machine.calls.filter((call) => call.includes('apfs'))).toEqual(calls);
});

test('where diskutil does not answer, nothing is said to be gone', async () => {
  const silent = { run: async () => null };
  expect(await findEncrypted(silent, [])).toEqual([]);
  expect(await eraseKeys(silent, { path: '/dev/disk3s7', uuid: work })).toMatchObject({ code: 'wipe-keys-left' });
});

test('the wipe asks for the library only when there is something to remove', async () => {
  let opened = 0;
  const openFolders = () => {
    opened += 1;
    throw new Error('no library here');
  };
  const wipe = createMacWipe({ sources: mac(volumes), kept: { never: [], system: [] }, openFolders });
  await wipe.findEncrypted([]);
  expect(opened).toBe(0);
  await expect(wipe.remove({ kind: 'folder', path: '/Users' }, () => {})).rejects.toThrow('no library here');
});
