/** What Windows tells of its surroundings, as bytes laid out and texts printed as Microsoft documents them: tables, and properties for any others. No radio, modem or receiver was met. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLocation } from '../../../src/os/windows/location/location.ts';
import { busOf, diskOf, isRemovableMedium } from '../../../src/os/windows/removable/media.rules.ts';
import { guidBytes } from '../../../src/os/windows/surroundings/mobile-broadband.ts';
import { parseReadyInfo, saysAbsent } from '../../../src/os/windows/surroundings/sim.ts';
import {
  countOf,
  interfaceBytes,
  listHeaderBytes,
  networkBytes,
  networkNames,
  readyInterfaces,
} from '../../../src/os/windows/surroundings/wlan-lists.ts';

interface Network {
  readonly name: string | Uint8Array;
  readonly stations?: number;
  readonly flags?: number;
  /** Other than the name's own. */
  readonly length?: number;
}

/** WLAN_AVAILABLE_NETWORK, member by member: profile (WCHAR[256]), DOT11_SSID, kind, stations, connectable, reason, kinds of radio (count, 8 of them, more), signal, security, authentication, cipher, flags, reserved. */
function network({ name, stations = 1, flags = 0, length }: Network): Buffer {
  const bytes = Buffer.from(name);
  const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  const ssid = Buffer.concat([number(length ?? bytes.length), bytes, Buffer.alloc(32 - bytes.length)]);
  const radios = Buffer.alloc(4 + 8 * 4 + 4);
  const rest = [1, 0].map(number);
  const entry = [Buffer.alloc(512), ssid, number(1), number(stations), ...rest, radios];
  return Buffer.concat([...entry, ...[80, 1, 7, 4, flags, 0].map(number)]);
}

const header = (count: number) => Buffer.from(Uint32Array.of(count, 0).buffer);
const list = (entries: readonly Buffer[], count = entries.length) => Buffer.concat([header(count), ...entries]);

test('the structures are as long as the headers of Windows say', () => {
  expect(network({ name: '' }).length).toBe(networkBytes);
  expect([interfaceBytes, networkBytes, listHeaderBytes]).toEqual([16 + 512 + 4, 628, 8]);
});

const connected = 1;

test.each<[string, readonly Network[], readonly string[]]>([
  [
    'by their very bytes',
    [{ name: 'Office-5G' }, { name: '本社' }],
    ['Office-5G', Buffer.from('本社').toString('latin1')],
  ],
  ['each once', [{ name: 'Guest' }, { name: 'Guest' }], ['Guest']],
  ['32 bytes', [{ name: 'x'.repeat(32) }], ['x'.repeat(32)]],
  ['hidden ones have none', [{ name: '' }, { name: Uint8Array.of(0, 0, 0) }], []],
  ['a profile whose network is not around', [{ name: 'Home', stations: 0, flags: 2 }], []],
  ['hidden, and connected to', [{ name: 'Vault', stations: 0, flags: connected | 2 }], ['Vault']],
  ['a length that no name has', [{ name: 'Evil', length: 33 }], []],
  ['with what stands behind the length', [{ name: 'Office', length: 3 }], ['Off']],
])('names of networks: %s', (_what, networks, names) => {
  expect(networkNames(list(networks.map(network)))).toEqual(names);
});

test('interfaces: by their id, without those that are switched off', () => {
  const entry = (id: number, state: number) =>
    Buffer.concat([Buffer.alloc(16, id), Buffer.alloc(512), Buffer.from(Uint32Array.of(state).buffer)]);
  const found = readyInterfaces(list([entry(7, 1), entry(8, 0), entry(9, 4)]));
  expect(found.map((id) => [id.length, id[0]])).toEqual([
    [16, 7],
    [16, 9],
  ]);
});

test('lists that say more than they hold, and any other bytes, do no harm', () => {
  expect(networkNames(list([network({ name: 'One' })], 4_000_000_000))).toEqual(['One']);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      for (const name of networkNames(bytes)) expect(name.length).toBeLessThanOrEqual(32);
      for (const id of readyInterfaces(bytes)) expect(id.length).toBe(16);
      expect(countOf(bytes)).toBeGreaterThanOrEqual(0);
    }),
  );
});

const english = `
Ready information for interface Cellular:
-------------------------------------
    State            : Initialized
    Emergency mode   : Off
    Subscriber Id    : 440101234567890
    SIM ICC Id       : 8981100022312345678
    Number of telephone numbers  : 1
        Telephone #1             : 09012345678
`;
/** Its words are ours, as nobody has shown us those of a Japanese Windows: only places and numbers are looked at. */
const japanese = `
インターフェイス 携帯電話 の準備完了情報:
-------------------------------------
    状態                    : 初期化済み
    緊急モード              : オフ
    サブスクライバー ID     : 440101234567890
    SIM ICC ID              : 8981100022387654321F
    電話番号の数            : 0
`;

test.each<[string, string, readonly string[]]>([
  ['English', english, ['8981100022312345678']],
  ['Japanese', japanese, ['8981100022387654321']],
  ['in the code page of a Japanese console', Buffer.from(japanese, 'utf8').toString('latin1'), ['8981100022387654321']],
  ['two modems', english + japanese, ['8981100022312345678', '8981100022387654321']],
  ['no SIM', english.replace('8981100022312345678', ''), []],
  ['no modem', 'There is no Mobile Broadband interface on the system.\r\n', []],
  ['lines of Windows', english.replaceAll('\n', '\r\n'), ['8981100022312345678']],
  ['a subscriber or telephone number that looks like one', '    Telephone #1 : 898110002231234\n', []],
])('netsh mbn show readyinfo, %s', (_what, output, iccids) => {
  expect(parseReadyInfo(output)).toEqual(iccids);
});

test.each([
  ['35.6812 139.7671 42.5 12.5 0 1500', [35.6812, 139.7671, 42.5, 12.5, 0, 1500]],
  ['35.6812 139.7671 900 NaN NaN 0\n35.7 139.8 30 NaN 1.5 20\n', [35.7, 139.8, 30, null, 1.5, 20]],
  ['35.6812 139.7671 900 NaN NaN -5', [35.6812, 139.7671, 900, null, null, 0]],
])('a position told as %j', (output, [latitude, longitude, accuracyM, altitudeM, speedMps, ageMs]) => {
  const position = { latitude, longitude, accuracyM, altitudeM, speedMps, ageMs, source: 'unknown' };
  expect(parseLocation(output)).toEqual({ found: true, position });
});

test.each([
  [null, 'no-source'],
  ['denied\r\n', 'no-permission'],
  ['disabled\r\n', 'no-source'],
  ['', 'no-fix'],
  ['NaN NaN NaN NaN NaN NaN', 'no-fix'],
  ['an error of PowerShell', 'no-fix'],
])('no position told as %j: %s', (output, why) => {
  expect(parseLocation(output)).toEqual({ found: false, why });
});

const usb = 7;
const sd = 12;
const nvme = 17;

test.each([
  ['a USB memory', { kind: 'removable', bus: usb, disk: 1 }, true],
  ['a disk on USB that does not say it', { kind: 'fixed', bus: usb, disk: 1 }, true],
  ['a memory card', { kind: 'fixed', bus: sd, disk: 1 }, true],
  ['a medium whose driver says nothing', { kind: 'removable', bus: null, disk: null }, true],
  ['an inner disk', { kind: 'fixed', bus: nvme, disk: 1 }, false],
  ['a disk that says nothing', { kind: 'fixed', bus: null, disk: null }, false],
  ['a partition beside Windows on its own USB memory', { kind: 'removable', bus: usb, disk: 0 }, false],
  ['a share', { kind: 'network', bus: null, disk: null }, false],
  ['a disc', { kind: 'optical', bus: usb, disk: null }, false],
] as const)('%s: %o', (_what, facts, isMedium) => {
  expect(isRemovableMedium(facts, 0)).toBe(isMedium);
});

test('drivers: the bus stands at 28 of a descriptor, the number of the disk at 4; shorter answers say nothing', () => {
  const descriptor = Buffer.alloc(40);
  descriptor.writeUInt32LE(usb, 28);
  expect([busOf(descriptor), busOf(descriptor.subarray(0, 28)), busOf(null)]).toEqual([usb, null, null]);
  const number = Buffer.from(Uint32Array.of(7, 3, 1).buffer);
  expect([diskOf(number), diskOf(number.subarray(0, 4)), diskOf(null)]).toEqual([3, null, null]);
});

test.each([
  ['[2]', true],
  ['[2,2]\r\n', true],
  ['[2,1]', false],
  ['[0]', false],
  ['[]', false],
  ['null', false],
  ['', false],
  ['{"0":2}', false],
  ['Segmentation fault', false],
])('modems in the states %s have no SIM: %s', (output, absent) => {
  expect(saysAbsent(output)).toBe(absent);
});

test('a GUID lies in memory as guiddef.h has it', () => {
  expect(guidBytes('bdfee05b-4418-11dd-90ed-001c257ccff1').toString('hex')).toBe('5be0febd1844dd1190ed001c257ccff1');
});
