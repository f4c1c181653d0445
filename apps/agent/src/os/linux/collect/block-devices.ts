/** Disks and what lies on them: from lsblk where it is, else from /sys/block. */
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';

export interface BlockDevice {
  /** As in /dev, without the folder: `nvme0n1p2`, `dm-0`. */
  readonly kernelName: string;
  /** `/dev/…` as a person knows it: `/dev/mapper/root`. */
  readonly path: string;
  /** `disk`, `part`, `crypt`, `lvm`, `raid1`, `loop`, `rom` … */
  readonly type: string;
  readonly sizeBytes: number;
  readonly model: string;
  readonly serialNumber: string;
  readonly rotational: boolean;
  readonly removable: boolean;
  readonly fileSystem: string;
  /** Kernel names of what it lies upon; several for a RAID. */
  readonly parents: readonly string[];
}

const columns = 'NAME,KNAME,PATH,TYPE,SIZE,MODEL,SERIAL,ROTA,RM,FSTYPE';

type LsblkNode = Readonly<Record<string, unknown>> & { readonly children?: readonly LsblkNode[] };

/** util-linux before 2.33 writes every value as text: "0", "1", "500107862016". */
const isTrue = (value: unknown) => value === true || value === '1' || value === 1;
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Reads `lsblk --json --bytes`; a device that several others lie under is listed once. Broken JSON throws. */
export function parseLsblk(json: string): BlockDevice[] {
  const parsed: unknown = JSON.parse(json);
  const roots = (parsed as { blockdevices?: readonly LsblkNode[] }).blockdevices ?? [];
  const found = new Map<string, BlockDevice>();
  const visit = (node: LsblkNode, parent: string | null) => {
    const kernelName = textOf(node['kname']) || textOf(node['name']);
    if (kernelName === '') return;
    const known = found.get(kernelName);
    const parents = [...(known?.parents ?? []), ...(parent === null ? [] : [parent])];
    found.set(kernelName, {
      kernelName,
      path: textOf(node['path']) || `/dev/${kernelName}`,
      type: textOf(node['type']),
      sizeBytes: Number(node['size']) || 0,
      model: cleanText(textOf(node['model'])),
      serialNumber: cleanText(textOf(node['serial'])),
      rotational: isTrue(node['rota']),
      removable: isTrue(node['rm']),
      fileSystem: textOf(node['fstype']),
      parents: [...new Set(parents)],
    });
    for (const child of node.children ?? []) visit(child, kernelName);
  };
  for (const root of roots) visit(root, null);
  return [...found.values()];
}

const sectorBytes = 512;

function typeOf(kernelName: string, mapperUuid: string): string {
  if (mapperUuid.startsWith('CRYPT-')) return 'crypt';
  if (mapperUuid.startsWith('LVM-')) return 'lvm';
  if (kernelName.startsWith('dm-')) return 'dm';
  if (kernelName.startsWith('loop')) return 'loop';
  if (kernelName.startsWith('sr')) return 'rom';
  if (kernelName.startsWith('md')) return 'raid';
  return 'disk';
}

async function readSysfsDisk(sources: Sources, kernelName: string): Promise<BlockDevice[]> {
  const folder = `/sys/block/${kernelName}`;
  const read = async (file: string) => cleanText(await sources.readText(`${folder}/${file}`));
  const mapperName = await read('dm/name');
  const disk: BlockDevice = {
    kernelName,
    path: mapperName === '' ? `/dev/${kernelName}` : `/dev/mapper/${mapperName}`,
    type: typeOf(kernelName, await read('dm/uuid')),
    sizeBytes: (Number(await read('size')) || 0) * sectorBytes,
    model: await read('device/model'),
    serialNumber: (await read('device/serial')) || (await read('serial')),
    rotational: (await read('queue/rotational')) === '1',
    removable: (await read('removable')) === '1',
    fileSystem: '',
    parents: await sources.listFolder(`${folder}/slaves`),
  };
  const entries = await sources.listFolder(folder);
  const partitions = await Promise.all(
    entries
      .filter((name) => name.startsWith(kernelName))
      .map(async (name) => ({ name, size: await sources.readText(`${folder}/${name}/size`) })),
  );
  const parts = partitions.flatMap(({ name, size }): BlockDevice[] => {
    if (size === null) return [];
    const sizeBytes = (Number(size) || 0) * sectorBytes;
    return [{ ...disk, kernelName: name, path: `/dev/${name}`, type: 'part', sizeBytes, parents: [kernelName] }];
  });
  return [disk, ...parts];
}

export async function readSysfsBlockDevices(sources: Sources): Promise<BlockDevice[]> {
  const names = await sources.listFolder('/sys/block');
  const groups = await Promise.all(names.sort().map((name) => readSysfsDisk(sources, name)));
  return groups.flat();
}

function parseOrNull(json: string): BlockDevice[] | null {
  try {
    return parseLsblk(json);
  } catch {
    return null;
  }
}

export async function listBlockDevices(sources: Sources): Promise<BlockDevice[]> {
  const json = await sources.run('lsblk', ['--json', '--bytes', '--output', columns]);
  return (json === null ? null : parseOrNull(json)) ?? (await readSysfsBlockDevices(sources));
}

/** Whether the device itself, or anything it lies upon, is an opened or closed LUKS volume. */
export function isEncrypted(kernelName: string, devices: ReadonlyMap<string, BlockDevice>): boolean {
  const seen = new Set<string>();
  const waiting = [kernelName];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const device = devices.get(name);
    if (device === undefined || seen.has(name)) continue;
    seen.add(name);
    if (device.type === 'crypt' || device.fileSystem === 'crypto_LUKS') return true;
    waiting.push(...device.parents);
  }
  return false;
}
