/** Reads /proc/cpuinfo: one entry a physical processor, with its cores and threads. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';

type Processor = InventoryContents['hardware']['processors'][number];

/** Paragraphs of `name : value`, one a logical processor; on ARM and RISC-V a last one may describe the board. */
function readParagraphs(text: string): Map<string, string>[] {
  return text.split(/\n\s*\n/).map((block) => {
    const pairs = block.split('\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
    });
    return new Map(pairs);
  });
}

/** Whose design an ARM core is (its implementer's number): cpuinfo names no model there. */
const armImplementers: Readonly<Record<string, string>> = {
  '0x41': 'ARM',
  '0x42': 'Broadcom',
  '0x48': 'HiSilicon',
  '0x4e': 'NVIDIA',
  '0x51': 'Qualcomm',
  '0x53': 'Samsung',
  '0x61': 'Apple',
  '0xc0': 'Ampere',
};

function modelOf(threads: readonly Map<string, string>[]): string {
  const first = threads[0];
  const named = first?.get('model name') ?? first?.get('Model Name') ?? first?.get('uarch') ?? first?.get('cpu model');
  if (named !== undefined && named !== '') return named.replace(/\s+/g, ' ');
  const implementer = first?.get('CPU implementer');
  if (implementer === undefined) return '';
  return `${armImplementers[implementer] ?? implementer} ${first?.get('CPU part') ?? ''}`;
}

/** `maxMhz` is asked from cpufreq, which knows the limit; cpuinfo only knows the moment. */
export function parseCpuInfo(text: string, maxMhz: number | null): Processor[] {
  const threads = readParagraphs(text).filter((paragraph) => paragraph.has('processor'));
  const packages = new Map<string, Map<string, string>[]>();
  for (const thread of threads) {
    const id = thread.get('physical id') ?? '0';
    packages.set(id, [...(packages.get(id) ?? []), thread]);
  }
  return [...packages.values()].slice(0, 256).map((members) => {
    const coreIds = new Set(members.map((member, index) => member.get('core id') ?? `thread ${index}`));
    return { model: cleanText(modelOf(members)), cores: coreIds.size, threads: members.length, maxMhz };
  });
}

export function parseMemInfo(text: string): { memoryBytes: number; swapBytes: number } {
  const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { memoryBytes: bytesOf('MemTotal'), swapBytes: bytesOf('SwapTotal') };
}
