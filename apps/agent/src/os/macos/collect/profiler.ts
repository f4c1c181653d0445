/** What `system_profiler -json` tells, by kind of data: read field by field, as versions of macOS differ in what they tell. */
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';

export type Item = Readonly<Record<string, unknown>>;

export type DataType =
  | 'SPAirPortDataType'
  | 'SPApplicationsDataType'
  | 'SPHardwareDataType'
  | 'SPNVMeDataType'
  | 'SPSerialATADataType'
  | 'SPStorageDataType';

export type Report = Readonly<Record<DataType, readonly Item[]>>;

/** Applications are looked at one by one. */
const timeoutMs = 120_000;

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);

export function listAt(item: Item, key: string): Item[] {
  const value = item[key];
  return Array.isArray(value) ? value.filter(isItem) : [];
}

export function itemAt(item: Item, key: string): Item | null {
  const value = item[key];
  return isItem(value) ? value : null;
}

/** Numbers as text too: a virtual Mac tells its processors as a number, others in words. */
export function textAt(item: Item, key: string, maxLength?: number): string {
  const value = item[key];
  return cleanText(typeof value === 'string' || typeof value === 'number' ? String(value) : '', maxLength);
}

export function bytesAt(item: Item, key: string): number {
  const value = item[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

const nothing: Report = {
  SPAirPortDataType: [],
  SPApplicationsDataType: [],
  SPHardwareDataType: [],
  SPNVMeDataType: [],
  SPSerialATADataType: [],
  SPStorageDataType: [],
};

export function parseReport(text: string | null): Report {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (!isItem(value)) return nothing;
    const told = Object.keys(nothing).map((type) => [type, listAt(value, type)] as const);
    return { ...nothing, ...Object.fromEntries(told) };
  } catch {
    return nothing;
  }
}

/** Kinds that cannot be told are empty; asked for none, the profiler would tell all. */
export async function readReport(sources: Pick<Sources, 'run'>, types: readonly DataType[]): Promise<Report> {
  if (types.length === 0) return nothing;
  return parseReport(await sources.run('system_profiler', ['-json', ...types], timeoutMs));
}
