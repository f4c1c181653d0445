/** A server that has been set up, installers of clients that do not stay, and what such a client collects, all made over HTTP. */
import { createHash, randomUUID } from 'node:crypto';
import type {
  CollectedInventory,
  InstallerConfiguration,
  InstallerDownload,
  InstallerSetting,
  InventoryContents,
  Problem,
  Task,
} from '@sekisho/contracts';
import type { PackageMaker } from '@sekisho/installers';
import { assemble } from '@sekisho/server/wiring';
import type { InProcessOptions } from '@sekisho/testkit/in-process-server';
import { sealIcrt } from '@sekisho/trust';
import { type ConsoleClient, startWorld, type World } from '../administration/console-client.ts';
import { ended } from '../lists/task-client.ts';

/** Makes files that are nothing but what they would carry. */
const bareMaker: PackageMaker = {
  id: 'linux-run',
  platform: 'linux',
  clientKinds: ['on-demand', 'standalone'],
  extension: '.run',
  mediaType: 'application/json',
  find: async () => ({ agentVersion: '0.4.0', builtAtMs: 0, bytes: 1, architectures: ['x64'], signed: false }),
  async stamp(configuration) {
    const content = Buffer.from(JSON.stringify(configuration));
    return { parts: [content], bytes: content.length };
  },
};

export function startCollectedWorld(options: Partial<InProcessOptions> = {}): Promise<World> {
  return startWorld({ assemble: (platform) => assemble(platform, [bareMaker]), ...options });
}

export interface InstallerOptions {
  readonly groupId?: number;
  readonly maximumUses?: number;
}

/** What the downloaded client carries, and the id under which it can be revoked. */
export async function makeInstaller(
  admin: ConsoleClient,
  clientKind: 'on-demand' | 'standalone',
  { groupId = 0, maximumUses }: InstallerOptions = {},
): Promise<InstallerConfiguration & { readonly downloadId: string }> {
  const setting = await admin.ok<InstallerSetting>('POST', '/api/v1/installers/settings', {
    platform: 'linux',
    clientKind,
    name: randomUUID(),
    format: 'silent',
    initial: {
      policyCode: 'A02',
      language: 'ja',
      proxy: { mode: 'none', ipv4: null, ipv6: null, locked: false },
      operationLog: false,
      externalDeviceControl: false,
      trayIcon: false,
      desktopEntry: false,
      uninstallPassword: false,
      restartPrompt: false,
      inventoryAfterInstall: true,
      inventorySections: ['hardware', 'operating-system', 'disks', 'network', 'software', 'users'],
    },
  });
  const download = await admin.ok<InstallerDownload>('POST', `/api/v1/installers/settings/${setting.id}/downloads`, {
    packageId: 'linux-run',
    groupId,
    expiresInDays: 30,
    maximumUses: maximumUses ?? null,
  });
  return { ...(await admin.ok<InstallerConfiguration>('GET', download.url)), downloadId: download.id };
}

export interface Machine {
  readonly clientId: string;
  readonly name: string;
  readonly serialNumber: string;
  readonly uuid: string;
  readonly macAddress: string;
}

export function makeMachine(number: number): Machine {
  const hex = number.toString(16).padStart(6, '0');
  return {
    clientId: randomUUID(),
    name: `OFFLINE-${number}`,
    serialNumber: `SN-${number}`,
    uuid: `4c4c4544-0000-1000-8000-000000${hex}`,
    macAddress: `00:1b:21:${hex.match(/../g)?.join(':')}`,
  };
}

const sectionOf = (name: string, value: unknown) => {
  const content = JSON.stringify(value);
  return { name, content, hash: createHash('sha256').update(content).digest('hex') };
};

export function collect(machine: Machine, installerToken: string, collectedAt: number): CollectedInventory {
  const { clientId, name, serialNumber, uuid, macAddress } = machine;
  const hardware: InventoryContents['hardware'] = {
    manufacturer: 'Sekisho',
    model: 'Offline 1',
    serialNumber,
    uuid,
    chassis: 'desktop',
    biosVendor: '',
    biosVersion: '',
    biosDate: '',
    boardManufacturer: '',
    boardModel: '',
    virtualization: '',
    processors: [],
    memoryBytes: 8 * 1024 ** 3,
    swapBytes: 0,
  };
  const network: InventoryContents['network'] = {
    interfaces: [{ name: 'eth0', macAddress, kind: 'ethernet', up: false, mtu: 1500, speedMbps: null, addresses: [] }],
    gateways: [],
    dnsServers: [],
  };
  return {
    clientId,
    installerToken,
    facts: {
      computerName: name,
      platform: 'linux',
      architecture: 'x86_64',
      osName: 'Debian GNU/Linux',
      osVersion: '12',
      manufacturer: 'Sekisho',
      model: 'Offline 1',
      hardwareSerialNumber: serialNumber,
      addresses: [],
      agentVersion: '0.4.0',
    },
    collectedAt,
    sections: [sectionOf('hardware', hardware), sectionOf('network', network)],
  };
}

/** The file that a standalone client writes. */
export function writeIcrt(installer: InstallerConfiguration, inventory: CollectedInventory): Promise<Buffer> {
  const { organizationId, importKey, groupId, groupName } = installer;
  const content = JSON.stringify({ version: 1, groupId, groupName, inventory });
  return sealIcrt({ organizationId, clientId: inventory.clientId }, importKey ?? '', Buffer.from(content));
}

export async function postOnDemand(url: string, inventory: CollectedInventory) {
  const response = await fetch(`${url}/device/v1/on-demand`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(inventory),
  });
  const body = (await response.json()) as { outcome?: string; deviceId?: string } & Partial<Problem>;
  return { status: response.status, ...body };
}

export async function uploadInventories(
  client: ConsoleClient,
  fileName: string,
  content: Uint8Array,
  group = 0,
): Promise<Response> {
  return fetch(`${client.url}/api/v1/inventory-import?fileName=${encodeURIComponent(fileName)}&group=${group}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'accept-language': 'en',
      'sec-fetch-site': 'same-origin',
      ...(client.token === undefined ? { cookie: client.cookie ?? '' } : { authorization: `Bearer ${client.token}` }),
    },
    body: new Uint8Array(content),
  });
}

/** @param group of files that name none themselves */
export async function imported(client: ConsoleClient, fileName: string, content: Uint8Array, group = 0): Promise<Task> {
  return ended(client, (await beginImport(client, fileName, content, group)).id);
}

export async function beginImport(
  client: ConsoleClient,
  fileName: string,
  content: Uint8Array,
  group = 0,
): Promise<Task> {
  const response = await uploadInventories(client, fileName, content, group);
  if (response.status !== 202) throw new Error(`not taken: ${response.status} ${await response.text()}`);
  return (await response.json()) as Task;
}

export const noneImported = { registered: 0, updated: 0, unchanged: 0, older: 0, 'own-agent': 0, refused: 0 };

export const refusedOf = ({ outcome }: Task) =>
  Object.fromEntries((outcome?.refusedFiles ?? []).map(({ fileName, code }) => [fileName, code]));
