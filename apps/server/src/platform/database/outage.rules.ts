/** Whether the database itself is in trouble, or only with what was asked of it. Pure. */
import { SekishoError } from '../sekisho-error.ts';

/** As a code of the catalogue: what whoever asked is told. */
export type Outage = 'service-unavailable' | 'storage-full';

const diskFull = '53100';
/** Connections, resources, an operator's or a crash's stop, input and output; a server that only reads, a transaction that was given up. */
const outages = /^(08|53|57P|58|25006|25P03)/;

/** `null`: the database is well, and an error that says why stands. */
export function outageOf(error: unknown): Outage | null {
  if (error instanceof SekishoError || error instanceof TypeError || error instanceof RangeError) return null;
  const state = sqlStateOf(error);
  // No word from PostgreSQL: the connection broke, or there was none to be had in time.
  if (state === null) return 'service-unavailable';
  if (state === diskFull) return 'storage-full';
  return outages.test(state) ? 'service-unavailable' : null;
}

/** Of an error that PostgreSQL itself has sent. */
export function sqlStateOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
