/** Whose fault a failed batch is: an item's in it, a passing collision between transactions, or the database's. Pure. */
import { SekishoError } from '../sekisho-error.ts';

export type Fault = 'item' | 'passing' | 'database';

/** SQLSTATE classes: data exceptions and violated constraints come from what was to be stored. */
const itemClasses = new Set(['21', '22', '23']);
/** What a machine refuses of rows that Citus copies to it comes without its own state, from this function of Citus. */
const copyRefused = { code: 'XX000', routine: 'ReportCopyError' };
const outages = new Set(['service-unavailable', 'storage-full']);
const passingStates = new Set(['40001', '40P01']);

export function faultOf(error: unknown): Fault {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof SekishoError) return outages.has(error.code) ? 'database' : 'item';
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    if (passingStates.has(code)) return 'passing';
    return itemClasses.has(code.slice(0, 2)) || isCopyRefused(error) ? 'item' : 'database';
  }
  return error instanceof TypeError || error instanceof RangeError ? 'item' : 'database';
}

function isCopyRefused(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && 'routine' in error)) return false;
  return error.code === copyRefused.code && error.routine === copyRefused.routine;
}
