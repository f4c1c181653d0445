/** The hardware section: what the profiler and the kernel's own variables (sysctl) tell of a Mac. */
import type { InventoryContents } from '@sekisho/contracts';
import { meaningful } from '../../any/firmware-text.ts';
import type { Sources } from '../../posix/sources.ts';
import { type Item, type Report, readReport, textAt } from './profiler.ts';

type Hardware = InventoryContents['hardware'];

export interface Machine {
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
}

const chassisOf: readonly (readonly [RegExp, string])[] = [
  [/^MacBook/, 'notebook'],
  [/^iMac/, 'all-in-one'],
  [/^Mac mini/, 'mini'],
  [/^Mac Pro/, 'tower'],
  [/^Mac Studio/, 'desktop'],
];

const virtualModels: readonly (readonly [RegExp, string])[] = [
  [/^VirtualMac/, 'apple'],
  [/^VMware/i, 'vmware'],
  [/^Parallels/i, 'parallels'],
];

/** Apple names the kind of machine, and the model by a number: both are told. */
export function describeMachine(item: Item): Machine {
  const [name, model] = [textAt(item, 'machine_name'), textAt(item, 'machine_model')];
  return {
    manufacturer: 'Apple',
    model: name === '' || model === '' ? name + model : `${name} (${model})`,
    serialNumber: meaningful(textAt(item, 'serial_number')),
  };
}

/** `proc 10:8:2` is ten cores; a virtual Mac says `2`. */
function coresOf(item: Item): number {
  return Number(/^(?:proc )?(\d+)/.exec(textAt(item, 'number_processors'))?.[1] ?? 0);
}

/** `3.1 GHz`, in some languages `3,1 GHz`; the processors of Apple have no one speed. */
function megahertzOf(item: Item): number | null {
  const gigahertz = /^([\d.,]+) GHz$/.exec(textAt(item, 'current_processor_speed'))?.[1]?.replace(',', '.');
  return gigahertz === undefined ? null : Math.round(Number(gigahertz) * 1000);
}

/** `total = 2048.00M  used = …`: in MiB. */
export function parseSwapUsage(text: string): number {
  const total = Number(/total = ([\d.]+)M/.exec(text)?.[1] ?? 0);
  return Math.round(total * 1024 * 1024);
}

/** Memory, cores and threads, as the kernel counts them. */
async function readCounts(sources: Sources): Promise<readonly number[]> {
  const text = await sources.run('sysctl', ['-n', 'hw.memsize', 'hw.physicalcpu', 'hw.logicalcpu']);
  return (text ?? '').trim().split('\n').map(Number);
}

export async function collectHardware(sources: Sources, report: Report): Promise<Hardware> {
  const item = report.SPHardwareDataType[0] ?? {};
  const [memory = 0, physical = 0, logical = 0] = await readCounts(sources);
  const swap = await sources.run('sysctl', ['-n', 'vm.swapusage']);
  const cores = physical || coresOf(item);
  const processor = textAt(item, 'chip_type') || textAt(item, 'cpu_type');
  const name = textAt(item, 'machine_name');
  return {
    ...describeMachine(item),
    uuid: meaningful(textAt(item, 'platform_UUID')),
    chassis: chassisOf.find(([pattern]) => pattern.test(name))?.[1] ?? '',
    biosVendor: 'Apple',
    biosVersion: textAt(item, 'boot_rom_version'),
    biosDate: '',
    boardManufacturer: '',
    boardModel: '',
    virtualization: virtualModels.find(([pattern]) => pattern.test(textAt(item, 'machine_model')))?.[1] ?? '',
    processors:
      processor === '' ? [] : [{ model: processor, cores, threads: logical || cores, maxMhz: megahertzOf(item) }],
    memoryBytes: memory,
    swapBytes: parseSwapUsage(swap ?? ''),
  };
}

/** What stands on the device list. */
export async function readMachine(sources: Sources): Promise<Machine> {
  const report = await readReport(sources, ['SPHardwareDataType']);
  return describeMachine(report.SPHardwareDataType[0] ?? {});
}
