/** The hardware section: firmware tables (DMI, or a device tree), processors, memory, and whether this is a machine of iron. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import { chassisTypes, meaningful, virtualizationOf } from '../../any/firmware-text.ts';
import type { Sources } from '../../posix/sources.ts';
import { parseCpuInfo, parseMemInfo } from './processors.ts';

export interface FirmwareFacts {
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
}

const dmi = '/sys/class/dmi/id';

/** The three that stand on the device list; blank where the firmware says nothing, as in a container. */
export async function readFirmwareFacts(sources: Sources): Promise<FirmwareFacts> {
  const read = async (name: string) => meaningful(await sources.readText(`${dmi}/${name}`));
  const tree = async (name: string) => meaningful(await sources.readText(`/proc/device-tree/${name}`));
  return {
    manufacturer: ((await read('sys_vendor')) || (await read('board_vendor'))).slice(0, 200),
    model: ((await read('product_name')) || (await read('board_name')) || (await tree('model'))).slice(0, 200),
    serialNumber: ((await read('product_serial')) || (await tree('serial-number'))).slice(0, 200),
  };
}

/** A container's own word first, then the firmware's maker, then the processor's flag. Blank: nothing speaks for it. */
export async function detectVirtualization(sources: Sources, cpuInfo: string): Promise<string> {
  const container = await sources.readText('/run/systemd/container');
  if (container !== null) return cleanText(container) || 'container';
  if ((await sources.readText('/.dockerenv')) !== null) return 'docker';
  if ((await sources.readText('/run/.containerenv')) !== null) return 'podman';
  if (/microsoft/i.test((await sources.readText('/proc/sys/kernel/osrelease')) ?? '')) return 'wsl';
  const vendor = cleanText(await sources.readText(`${dmi}/sys_vendor`));
  const product = cleanText(await sources.readText(`${dmi}/product_name`));
  const maker = virtualizationOf(vendor, product);
  if (maker !== '') return maker;
  return /^flags\s*:.*\bhypervisor\b/m.test(cpuInfo) ? 'virtual machine' : '';
}

async function readMaxMhz(sources: Sources): Promise<number | null> {
  const text = await sources.readText('/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq');
  const kiloHertz = Number(text);
  return text === null || !(kiloHertz > 0) ? null : Math.round(kiloHertz / 1000);
}

/** Of the machine, whatever disk is in it; blank where the firmware has none that says anything. */
export async function readSystemUuid(sources: Sources): Promise<string> {
  return meaningful(await sources.readText(`${dmi}/product_uuid`)).toLowerCase();
}

export async function collectHardware(sources: Sources): Promise<InventoryContents['hardware']> {
  const read = async (name: string) => meaningful(await sources.readText(`${dmi}/${name}`));
  const facts = await readFirmwareFacts(sources);
  const cpuInfo = (await sources.readText('/proc/cpuinfo')) ?? '';
  const chassis = cleanText(await sources.readText(`${dmi}/chassis_type`));
  return {
    ...facts,
    uuid: await readSystemUuid(sources),
    chassis: chassisTypes[chassis] ?? '',
    biosVendor: await read('bios_vendor'),
    biosVersion: await read('bios_version'),
    biosDate: await read('bios_date'),
    boardManufacturer: await read('board_vendor'),
    boardModel: await read('board_name'),
    virtualization: await detectVirtualization(sources, cpuInfo),
    processors: parseCpuInfo(cpuInfo, await readMaxMhz(sources)),
    ...parseMemInfo((await sources.readText('/proc/meminfo')) ?? ''),
  };
}
