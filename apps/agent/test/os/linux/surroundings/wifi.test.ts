/** Which networks are around: recorded answers of the tools, and the real nmcli against a NetworkManager on a private D-Bus. */
import { expect, test } from 'vitest';
import { createWifi, parseHexNames, parseIwNames, stationsIn } from '../../../../src/os/linux/surroundings/wifi.ts';
import { createSources, type Sources } from '../../../../src/os/posix/sources.ts';
import { type MockedService, mockedService } from './mocked-service.ts';

const utf8 = (text: string) => Buffer.from(text).toString('latin1');

test.each([
  ['plain names', '4F6666696365\n6F6666696365\n', ['Office', 'office']],
  ['signs, blanks and what tools escape', '613A625C63\n4120206220\n', ['a:b\\c', 'A  b ']],
  ['Japanese, which stays what it is in bytes', 'E69CACE7A4BE\n', [utf8('本社')]],
  ['bytes that are no UTF-8', 'FF00FE\n', ['\xff\0\xfe']],
  ['a line end within a name', '4F66660A696365\n', ['Off\nice']],
  ['hidden networks: nothing, or zeros as long as the name', '\n\n00000000\n', []],
  ['what is no hexadecimal number', '--\n4F6\nOffice\n', []],
  ['nothing', '', []],
])('nmcli: %s', (_, output, names) => {
  expect(parseHexNames(output)).toEqual(names);
});

const iwScan = `BSS 02:00:00:00:01:00(on wlan0) -- associated
	last seen: 1234.567s [boottime]
	TSF: 1700000000 usec (19d, 16:13:20)
	freq: 5180
	signal: -47.00 dBm
	SSID: Office-5G
	Supported rates: 6.0* 9.0 12.0* 18.0
	RSN:	 * Version: 1
BSS 02:00:00:00:02:00(on wlan0)
	SSID: \\xe6\\x9c\\xac\\xe7\\xa4\\xbe
BSS 02:00:00:00:03:00(on wlan0)
	SSID: 
BSS 02:00:00:00:04:00(on wlan0)
	SSID: \\x00\\x00\\x00\\x00
BSS 02:00:00:00:05:00(on wlan0)
	SSID: guest room 5\\x20
	Multiple BSSID:
		 * Max BSSID Indicator: 3
		Nontransmitted BSS:
			SSID: C:\\x5ctemp
BSS 02:00:00:00:06:00(on wlan0)
	SSID: fake\\x0a\\x09SSID: Office
`;
const iwLink = `Connected to 02:00:00:00:03:00 (on wlan0)
	SSID: Hidden-but-mine
	freq: 2412
`;

test('iw: names of a scan and of the connection, hidden ones only while connected', () => {
  const seen = ['Office-5G', utf8('本社'), 'guest room 5 ', 'C:\\temp', 'fake\n\tSSID: Office'];
  expect(parseIwNames(iwScan)).toEqual(seen);
  expect(parseIwNames(iwLink)).toEqual(['Hidden-but-mine']);
  expect(parseIwNames('Not connected.\n')).toEqual([]);
});

const iwDev = `phy#1
	Interface wlan1
		ifindex 5
		wdev 0x100000001
		addr 02:00:00:00:00:01
		type monitor
phy#0
	Unnamed/non-netdev interface
		wdev 0x2
		addr 02:00:00:00:00:02
		type P2P-device
	Interface wlan0
		ifindex 3
		wdev 0x1
		addr 02:00:00:00:00:00
		ssid type AP
		type managed
		channel 36 (5180 MHz), width: 80 MHz, center1: 5210 MHz
	Interface ap0
		ifindex 4
		type AP
`;

/** A machine where programs give these answers; the others are not installed. */
function programs(answers: Readonly<Record<string, string>>): Pick<Sources, 'run'> & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    run: async (program, args) => {
      const call = [program, ...args].join(' ');
      calls.push(call);
      return answers[call] ?? null;
    },
  };
}

test('only interfaces that are used as clients are asked', () => {
  expect(stationsIn(iwDev)).toEqual(['wlan0']);
});

test.each<[string, Record<string, string>, readonly string[] | null]>([
  ['without Wi-Fi', {}, null],
  ['with wired networks alone', { 'nmcli --terse --fields TYPE,STATE device status': 'ethernet:connected\n' }, null],
  [
    'by iw, with a scan of its own',
    { 'iw dev': iwDev, 'iw dev wlan0 scan': iwScan, 'iw dev wlan0 link': iwLink },
    [...parseIwNames(iwScan), 'Hidden-but-mine'],
  ],
  [
    'by iw, while another program scans',
    { 'iw dev': iwDev, 'iw dev wlan0 scan dump': iwScan, 'iw dev wlan0 link': 'Not connected.\n' },
    parseIwNames(iwScan),
  ],
  ['by iw, on a card that is switched off', { 'iw dev': iwDev }, null],
  [
    'by iw, where NetworkManager leaves the card to others',
    {
      'nmcli --terse --fields TYPE,STATE device status': 'wifi:unmanaged\nethernet:connected\n',
      'iw dev': iwDev,
      'iw dev wlan0 link': iwLink,
    },
    ['Hidden-but-mine'],
  ],
  [
    'by nmcli, where no scan is allowed just now',
    {
      'nmcli --terse --fields TYPE,STATE device status': 'wifi:disconnected\n',
      'nmcli --terse --fields SSID-HEX device wifi list --rescan no': '4F6666696365\n',
    },
    ['Office'],
  ],
])('%s', async (_, answers, names) => {
  expect(await createWifi(programs(answers)).networks()).toEqual(names);
});

test('programs speak English, whatever the language of the machine and of its user', async () => {
  const sources = createSources('/', { LANG: 'ja_JP.UTF-8', LC_ALL: 'ja_JP.UTF-8', LC_MESSAGES: 'de_DE.UTF-8' });
  expect(await sources.run('sh', ['-c', 'echo $LC_ALL $LANG'])).toBe('C.UTF-8 C.UTF-8\n');
});

const manager = 'org.freedesktop.NetworkManager';
const root = '/org/freedesktop/NetworkManager';

async function startNetworkManager(service: MockedService): Promise<string> {
  await service.start('--template', 'networkmanager');
  const [device] = (await service.mock(root, 'AddWiFiDevice', 'ssi', 'card', 'wlan0', '100')) as [string];
  return device;
}

async function addNetworks(service: MockedService, device: string, ...names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const network = [device, `ap${index}`, name, `02:00:00:00:10:0${index}`, '2', '5180', '54000', '80', '0'];
    await service.mock(root, 'AddAccessPoint', 'ssssuuuyu', ...network);
  }
}

/** What a card does when it is asked to scan: finds one more network, and says that the scan is over. */
async function scanFinds(service: MockedService, device: string, name: string): Promise<void> {
  const wireless = `${manager}.Device.Wireless`;
  await service.mock(device, 'AddProperty', 'ssv', wireless, 'LastScan', 'x', '1');
  const code = [
    `objects['${root}'].AddAccessPoint('${device}', 'found', '${name}', '02:00:00:00:20:00', 2, 5180, 54000, 80, 0)`,
    `self.UpdateProperties('${wireless}', {'LastScan': dbus.Int64(2)})`,
  ].join('\n');
  await service.mock(device, 'AddMethod', 'sssss', wireless, 'RequestScan', 'a{sv}', '', code);
}

// nmcli waits a quarter of a minute after a scan: for all of them at once.
test.concurrent.each(['ja_JP.UTF-8', 'tr_TR.UTF-8', 'C'])(
  'NetworkManager is asked for a scan, and its names come as they are (%s)',
  async (language) => {
    await using service = await mockedService(manager, { LANG: language, LC_ALL: language });
    const device = await startNetworkManager(service);
    await addNetworks(service, device, 'Office-5G', 'a:b\\c ', '本社', '');
    await scanFinds(service, device, 'Found-by-scan');
    const names = await createWifi(service.sources).networks();
    expect(names?.toSorted()).toEqual(['Found-by-scan', 'Office-5G', 'a:b\\c ', utf8('本社')].toSorted());
  },
  60_000,
);

test('without a NetworkManager on the bus there are no networks, and no error', async () => {
  await using service = await mockedService(manager);
  const { run } = service.sources;
  const withoutIw: Sources['run'] = async (program, args) => (program === 'iw' ? null : run(program, args));
  expect(await createWifi({ run: withoutIw }).networks()).toBeNull();
}, 60_000);
