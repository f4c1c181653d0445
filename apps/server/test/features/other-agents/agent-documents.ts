/** What agents of others say of a machine, written here in the forms that they publish: GLPI's JSON, the XML of FusionInventory and of OCS. */
import { deflateSync } from 'node:zlib';

export interface Told {
  readonly name: string;
  readonly deviceId: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly uuid: string;
  readonly macAddress: string;
  readonly loggedAt?: string;
}

export function toldOf(number: number): Told {
  const hex = number.toString(16).padStart(6, '0');
  return {
    name: `MOVED-${number}`,
    deviceId: `MOVED-${number}-2024-04-01-09-00-00`,
    manufacturer: 'Sekisho',
    model: 'Mover 2',
    serialNumber: `MV-${number}`,
    uuid: `5c4c4544-0000-1000-8000-000000${hex}`,
    macAddress: `00:1b:22:${hex.match(/../g)?.join(':')}`,
  };
}

/** As GLPI Agent posts it, https://github.com/glpi-project/inventory_format. */
export function glpiInventory(told: Told, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    action: 'inventory',
    deviceid: told.deviceId,
    itemtype: 'Computer',
    content: {
      versionclient: 'GLPI-Agent_v1.11',
      ...(told.loggedAt === undefined ? {} : { accesslog: { logdate: told.loggedAt } }),
      hardware: {
        name: told.name,
        uuid: told.uuid,
        memory: 16_384,
        swap: 2_432,
        chassis_type: 'Notebook',
        vmsystem: 'Physical',
        dns: '192.0.2.53/2001:db8::53',
        defaultgateway: '192.0.2.1',
        winlang: 'ja-JP',
        workgroup: 'example.jp',
      },
      bios: {
        smanufacturer: told.manufacturer,
        smodel: told.model,
        ssn: told.serialNumber,
        bmanufacturer: 'Firm Ware Works',
        bversion: '1.20.0',
        bdate: '2023-05-17',
        mmanufacturer: told.manufacturer,
        mmodel: 'Board 9',
      },
      operatingsystem: {
        name: 'Windows',
        full_name: 'Microsoft Windows 11 Pro',
        version: '23H2',
        kernel_name: 'MSWin32',
        kernel_version: '10.0.22631',
        arch: '64-bit',
        fqdn: `${told.name}.example.jp`,
        boot_time: '2026-11-20 08:15:00',
        install_date: '2024-01-10 09:30:00',
        timezone: { name: 'Asia/Tokyo', offset: '+0900' },
      },
      cpus: [{ name: 'Core Example 7', core: 10, thread: 12, speed: 2_600, arch: 'x86_64' }],
      networks: [
        {
          description: 'Example Ethernet Adapter',
          mac: told.macAddress.toUpperCase(),
          ipaddress: '192.0.2.20',
          ipgateway: '192.0.2.1',
          status: 'up',
          type: 'ethernet',
          speed: '1000',
          mtu: 1500,
          virtualdev: false,
        },
        {
          description: 'Example Ethernet Adapter',
          mac: told.macAddress.toUpperCase(),
          ipaddress6: '2001:db8::20',
          status: 'up',
          type: 'ethernet',
          virtualdev: false,
        },
        { description: 'Example Bridge', mac: '02:42:ac:11:00:02', status: 'down', type: 'bridge', virtualdev: true },
      ],
      storages: [
        { name: '\\\\.\\PHYSICALDRIVE0', model: 'NVMe 512', serial: 'D-1', disksize: 488_386, type: 'SSD' },
        { name: 'D:', model: 'Disc drive', type: 'DVD Writer', disksize: 0 },
      ],
      drives: [
        { letter: 'C:', type: 'Local Disk', filesystem: 'NTFS', total: 476_000, free: 300_000, encrypt_status: 'Yes' },
        { letter: 'D:', type: 'CD-Rom Disc' },
      ],
      softwares: [
        {
          name: '一太郎',
          version: '2024.1',
          publisher: 'ジャストシステム',
          arch: 'x86_64',
          from: 'registry',
          install_date: '2024-02-01',
        },
        { name: 'Plain Tool', from: 'registry' },
      ],
      users: [{ login: 'yamada', domain: 'EXAMPLE' }],
    },
    ...changes,
  };
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A list is written as so many elements. */
export function writeXml(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => writeXml(name, each)).join('');
  const content =
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([child, node]) => writeXml(child, node))
          .join('\n')
      : String(value ?? '').replace(/[&<>"']/g, (sign) => escapes[sign] ?? '');
  return `<${name}>${content}</${name}>`;
}

export function xmlDocument(request: unknown, encoding = 'UTF-8'): string {
  return `<?xml version="1.0" encoding="${encoding}" ?>\n${writeXml('REQUEST', request)}\n`;
}

export const prolog = (deviceId: string) => xmlDocument({ DEVICEID: deviceId, QUERY: 'PROLOG', TOKEN: '12345678' });

/** As FusionInventory writes it on a Mac. */
export function fusionInventory(told: Told): string {
  return xmlDocument({
    CONTENT: {
      ACCESSLOG: { LOGDATE: told.loggedAt ?? '2026-11-20 10:00:00' },
      BIOS: { SMANUFACTURER: told.manufacturer, SMODEL: told.model, SSN: told.serialNumber, BVERSION: '10151.1.1' },
      CPUS: { NAME: 'Apple M3', CORE: 8, THREAD: 8, SPEED: 4_050 },
      DRIVES: { FILESYSTEM: 'APFS', FREE: 200_000, TOTAL: 471_482, TYPE: '/', VOLUMN: '/dev/disk3s1s1' },
      HARDWARE: {
        NAME: told.name,
        UUID: told.uuid,
        MEMORY: 16_384,
        SWAP: 0,
        LASTLOGGEDUSER: 'sato',
        OSNAME: 'macOS 14.1',
      },
      NETWORKS: [
        { DESCRIPTION: 'lo0', IPADDRESS: '127.0.0.1', STATUS: 'Up', TYPE: 'loopback', VIRTUALDEV: 1 },
        {
          DESCRIPTION: 'en0',
          IPADDRESS: '192.0.2.30',
          MACADDR: told.macAddress,
          STATUS: 'Up',
          TYPE: 'wifi',
          VIRTUALDEV: 0,
        },
      ],
      OPERATINGSYSTEM: {
        NAME: 'MacOSX',
        FULL_NAME: 'macOS 14.1.1',
        VERSION: '14.1.1',
        KERNEL_NAME: 'darwin',
        KERNEL_VERSION: '23.1.0',
        ARCH: 'arm64',
      },
      SOFTWARES: [{ NAME: 'Pages & Numbers', VERSION: '13.2', PUBLISHER: 'Apple', INSTALLDATE: '03/10/2025' }],
      STORAGES: {
        NAME: 'disk0',
        MODEL: 'APPLE SSD',
        SERIALNUMBER: 'D-2',
        DISKSIZE: 477_102,
        TYPE: 'Disk drive',
        DESCRIPTION: 'SSD',
      },
      USERS: { LOGIN: 'sato' },
      VERSIONCLIENT: 'FusionInventory-Agent_v2.6',
    },
    DEVICEID: told.deviceId,
    QUERY: 'INVENTORY',
  });
}

/** As the OCS agents write it: without a section for the system, processors by other names. */
export function ocsInventory(told: Told): string {
  return xmlDocument({
    DEVICEID: told.deviceId,
    QUERY: 'INVENTORY',
    CONTENT: {
      ...(told.loggedAt === undefined ? {} : { ACCESSLOG: { LOGDATE: told.loggedAt } }),
      VERSIONCLIENT: 'OCS-NG_WINDOWS_AGENT_v2.10.1.0',
      BIOS: { SMANUFACTURER: told.manufacturer, SMODEL: told.model, SSN: told.serialNumber, TYPE: 'Desktop' },
      CPUS: { TYPE: 'Example Pentium', CORES: 2, LOGICAL_CPUS: 4, SPEED: 3_000, CPUARCH: '64' },
      HARDWARE: {
        NAME: told.name,
        OSNAME: 'Microsoft Windows 10 Pro',
        OSVERSION: '10.0.19045',
        UUID: told.uuid,
        MEMORY: 8_192,
        SWAP: 1_024,
        USERID: 'suzuki',
        DEFAULTGATEWAY: '192.0.2.1',
        DNS: '192.0.2.53',
      },
      DRIVES: { LETTER: 'C:/', TYPE: 'Hard Drive', FILESYSTEM: 'NTFS', TOTAL: 100_000, FREE: 50_000, VOLUMN: 'OS' },
      NETWORKS: {
        DESCRIPTION: 'Example Adapter',
        TYPE: 'Ethernet',
        SPEED: '1 Gb/s',
        MACADDR: told.macAddress,
        STATUS: 'Up',
        IPADDRESS: '192.0.2.40',
        IPMASK: '255.255.255.0',
      },
      SOFTWARES: { NAME: 'Old Tool', VERSION: '1', PUBLISHER: 'Someone', BITSWIDTH: 32, INSTALLDATE: '2019/04/30' },
      STORAGES: { NAME: '\\\\.\\PHYSICALDRIVE0', MODEL: 'Disk 1', DISKSIZE: 122_104, TYPE: 'Fixed hard disk media' },
    },
  });
}

export interface AgentReply {
  readonly status: number;
  readonly mediaType: string;
  readonly challenge: string | null;
  readonly body: Buffer;
}

export interface PostOptions {
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As an agent posts it: XML compressed, as all of them do where they can. */
export async function postToIntake(
  url: string,
  body: string | Buffer | Record<string, unknown>,
  { secret, headers = {} }: PostOptions = {},
): Promise<AgentReply> {
  const content =
    typeof body === 'string' ? deflateSync(body) : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const login =
    secret === undefined ? {} : { authorization: `Basic ${Buffer.from(`sekisho:${secret}`).toString('base64')}` };
  const response = await fetch(`${url}/device/v1/agents`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-compress-zlib', 'user-agent': 'Tester', ...login, ...headers },
    body: new Uint8Array(content),
  });
  return {
    status: response.status,
    mediaType: response.headers.get('content-type') ?? '',
    challenge: response.headers.get('www-authenticate'),
    body: Buffer.from(await response.arrayBuffer()),
  };
}
