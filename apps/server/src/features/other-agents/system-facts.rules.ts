/** What another agent says of the machine and its system, in our words. Pure. */
import type { DeviceFacts, InventoryContents } from '@sekisho/contracts';
import {
  type Branch,
  branchesOf,
  branchOf,
  cleanLine,
  mebibytesOf,
  momentOf,
  numberOf,
  offsetOf,
  textOf,
} from './document.rules.ts';

type Platform = DeviceFacts['platform'];
type Processor = InventoryContents['hardware']['processors'][number];

const mostProcessors = 256;

/** The OCS agents say of the system what stands in `hardware`; the others have a section of its own. */
function systemTexts(content: Branch): { readonly kernel: string; readonly name: string; readonly full: string } {
  const system = branchOf(content, 'operatingsystem');
  const full = textOf(system, 'full_name') || textOf(branchOf(content, 'hardware'), 'osname');
  return { kernel: textOf(system, 'kernel_name'), name: textOf(system, 'name'), full };
}

const platforms: readonly (readonly [Platform, RegExp])[] = [
  ['windows', /windows|mswin|^win32$/i],
  ['macos', /mac ?os|^os x|darwin/i],
  [
    'linux',
    /linux|debian|ubuntu|mint|fedora|cent ?os|red ?hat|alma|rocky|oracle|suse|arch|gentoo|slackware|raspbian|kali|alpine|manjaro/i,
  ],
];

/** `null`: a system that no client of ours is for. */
export function platformOf(content: Branch): Platform | null {
  const { kernel, name, full } = systemTexts(content);
  // Android has the kernel of Linux and nothing else of it.
  if (/android/i.test(`${name} ${full}`)) return null;
  const told = [kernel, name, full].find((text) => text !== '') ?? '';
  return platforms.find(([, pattern]) => pattern.test(told))?.[0] ?? null;
}

export function architectureOf(content: Branch): string {
  const hardware = branchOf(content, 'hardware');
  const [cpu] = branchesOf(content, 'cpus', 1);
  const told = [
    textOf(branchOf(content, 'operatingsystem'), 'arch'),
    textOf(hardware, 'arch'),
    textOf(hardware, 'archname'),
    cpu === undefined ? '' : textOf(cpu, 'cpuarch') || textOf(cpu, 'arch'),
  ].find((text) => text !== '');
  return told === undefined ? '' : architectureNamed(told);
}

/** The words of our own clients for what programs and agents call by many names. */
export function architectureNamed(text: string): string {
  if (/arm64|aarch64/i.test(text)) return 'aarch64';
  if (/x86[_-]64|amd64|x64|64[ -]?bit|^64$/i.test(text)) return 'x86_64';
  if (/i[3-6]86|x86|32[ -]?bit|^32$/i.test(text)) return 'i686';
  return cleanLine(text, 32);
}

export function systemNameOf(content: Branch, platform: Platform): { readonly name: string; readonly version: string } {
  const { name, full } = systemTexts(content);
  const version =
    textOf(branchOf(content, 'operatingsystem'), 'version', 200) ||
    textOf(branchOf(content, 'hardware'), 'osversion', 200);
  if (platform === 'macos') return { name: 'macOS', version };
  const title = platform === 'linux' ? name || full : full || name;
  return { name: cleanLine(title.replace(/^Microsoft(?:\s?®|\(R\))?\s+/i, ''), 200), version };
}

/** @param agentDeviceId the name of the machine and the time of the agent's installation, where nothing else is said */
export function computerNameOf(content: Branch, agentDeviceId: string): string {
  const fqdn = textOf(branchOf(content, 'operatingsystem'), 'fqdn', 255).split('.', 1)[0] ?? '';
  const name = textOf(branchOf(content, 'hardware'), 'name', 255) || fqdn;
  return name || agentDeviceId.replace(/(-\d+){6}$/, '');
}

export function zoneOffsetMs(content: Branch): number {
  return offsetOf(textOf(branchOf(branchOf(content, 'operatingsystem'), 'timezone'), 'offset'));
}

/** `null` where the agent does not say when. */
export function collectedAtOf(content: Branch): number | null {
  return momentOf(textOf(branchOf(content, 'accesslog'), 'logdate'), zoneOffsetMs(content));
}

function processorsOf(content: Branch): Processor[] {
  const hardware = branchOf(content, 'hardware');
  const cpus = branchesOf(content, 'cpus', mostProcessors).map((cpu): Processor => {
    const cores = Math.max(1, numberOf(cpu, 'core') ?? numberOf(cpu, 'cores') ?? 1);
    const told = numberOf(cpu, 'thread') ?? numberOf(cpu, 'logical_cpus') ?? cores;
    return {
      model: textOf(cpu, 'name') || textOf(cpu, 'type'),
      cores,
      // By the format of each core, by most agents of all.
      threads: told < cores ? cores * Math.max(1, told) : told,
      maxMhz: numberOf(cpu, 'speed'),
    };
  });
  if (cpus.length > 0 || textOf(hardware, 'processort') === '') return cpus;
  const cores = Math.max(1, numberOf(hardware, 'processorn') ?? 1);
  return [{ model: textOf(hardware, 'processort'), cores, threads: cores, maxMhz: numberOf(hardware, 'processors') }];
}

export function hardwareSection(content: Branch): InventoryContents['hardware'] {
  const [hardware, bios] = [branchOf(content, 'hardware'), branchOf(content, 'bios')];
  const vmSystem = textOf(hardware, 'vmsystem');
  return {
    manufacturer: textOf(bios, 'smanufacturer'),
    model: textOf(bios, 'smodel'),
    serialNumber: textOf(bios, 'ssn'),
    uuid: textOf(hardware, 'uuid'),
    chassis: (textOf(hardware, 'chassis_type') || textOf(bios, 'type')).toLowerCase(),
    biosVendor: textOf(bios, 'bmanufacturer'),
    biosVersion: textOf(bios, 'bversion'),
    biosDate: textOf(bios, 'bdate'),
    boardManufacturer: textOf(bios, 'mmanufacturer'),
    boardModel: textOf(bios, 'mmodel'),
    virtualization: /^physical$/i.test(vmSystem) ? '' : vmSystem,
    processors: processorsOf(content),
    memoryBytes: mebibytesOf(hardware, 'memory'),
    swapBytes: mebibytesOf(hardware, 'swap'),
  };
}

export function operatingSystemSection(content: Branch, platform: Platform): InventoryContents['operating-system'] {
  const [system, hardware] = [branchOf(content, 'operatingsystem'), branchOf(content, 'hardware')];
  const offsetMs = zoneOffsetMs(content);
  return {
    ...systemNameOf(content, platform),
    kernel: textOf(system, 'kernel_version') || textOf(hardware, 'osversion'),
    architecture: architectureOf(content),
    hostname: textOf(system, 'fqdn') || textOf(hardware, 'name'),
    timeZone: textOf(branchOf(system, 'timezone'), 'name'),
    locale: textOf(hardware, 'winlang'),
    installedAt: momentOf(textOf(system, 'install_date'), offsetMs),
    bootedAt: momentOf(textOf(system, 'boot_time'), offsetMs),
  };
}
