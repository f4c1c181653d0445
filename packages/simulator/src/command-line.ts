/** What `npm run simulate` is told. */
import { parseArgs } from 'node:util';
import type { AuditRequest } from './audit-database.ts';
import { hourMs } from './life/day.rules.ts';

export interface SimulateOptions {
  readonly command: 'simulate';
  readonly devices: number;
  readonly processes: number;
  readonly serverUrl: string;
  readonly serialNumber: string;
  readonly seed: number;
  readonly intervalMs: number | null;
  readonly rampPerSecond: number;
  readonly caFile: string | null;
  readonly insecureDev: boolean;
  readonly live: boolean;
  /** Right after registration; without it the first is sent when its time comes. */
  readonly firstInventory: boolean;
  /** Null: every device is always on. */
  readonly life: { readonly beginsAtMs: number; readonly scale: number } | null;
  /** Folder; null: nothing is written down. */
  readonly books: string | null;
}

export interface AuditCommand extends AuditRequest {
  readonly command: 'audit';
}

export const usage = `Usage: npm run simulate -- --server URL --serial S [options]
       npm run simulate -- audit --books FOLDER (--database URL | --data FOLDER) [--others]

  --server URL       address of the server, such as https://localhost:8443
  --serial S         enrolment serial number of the organization
  --devices N        how many devices (500)
  --seed N           what the devices are called and have installed follows from it (1)
  --interval MS      check in at this interval instead of the policy's
  --ramp N           registrations begun in a second (100)
  --ca FILE          root certificate (PEM) that the server's certificate must lead to
  --insecure-dev     take any certificate: for a developer's own machine only
  --no-live          no live connections
  --no-first-inventory   no inventory right after registration: the first goes when its time comes
  --processes N      share the devices among N processes (1)
  --day HH[:MM]      devices live through days that begin at this hour: off at night, a wave in the morning, offline now and then
  --time-scale N     those days pass N times faster, and so do intervals (1)
  --books FOLDER     write down everything that is said and acknowledged

audit: is everything in the database exactly once that was acknowledged, and nothing that was never said?

  --database URL     postgresql://…
  --data FOLDER      or the data folder of a server with its own PostgreSQL, on this machine
  --others           there may be devices that are in no book
`;

export type Parsed =
  | { readonly ok: true; readonly options: SimulateOptions | AuditCommand }
  | { readonly ok: false; readonly message: string };

/** @returns a message for a person where something is missing or wrong; with `--help`, the usage */
export function parseCommandLine(args: readonly string[]): Parsed {
  try {
    return args[0] === 'audit' ? readAudit(args.slice(1)) : readSimulate(args);
  } catch (error) {
    return { ok: false, message: `${error instanceof Error ? error.message : String(error)}\n\n${usage}` };
  }
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function readSimulate(args: readonly string[]): Parsed {
  const { values } = parseArgs({
    args: [...args],
    options: {
      server: text,
      serial: text,
      devices: { ...text, default: '500' },
      seed: { ...text, default: '1' },
      interval: text,
      ramp: { ...text, default: '100' },
      ca: text,
      'insecure-dev': flag,
      'no-live': flag,
      'no-first-inventory': flag,
      processes: { ...text, default: '1' },
      day: text,
      'time-scale': { ...text, default: '1' },
      books: text,
      help: flag,
    },
  });
  if (values.help === true) return { ok: false, message: usage };
  if (values.server === undefined || values.serial === undefined) throw new Error('--server and --serial are needed');
  const scale = wholeNumber('time-scale', values['time-scale'], 1);
  return {
    ok: true,
    options: {
      command: 'simulate',
      devices: wholeNumber('devices', values.devices, 1),
      processes: wholeNumber('processes', values.processes, 1),
      serverUrl: serverAddress(values.server),
      serialNumber: values.serial,
      seed: wholeNumber('seed', values.seed, 0),
      intervalMs: intervalOf(values.interval, scale),
      rampPerSecond: wholeNumber('ramp', values.ramp, 1),
      caFile: values.ca ?? null,
      insecureDev: values['insecure-dev'] === true,
      live: values['no-live'] !== true,
      firstInventory: values['no-first-inventory'] !== true,
      life: values.day === undefined ? null : { beginsAtMs: timeOfDay(values.day), scale },
      books: values.books ?? null,
    },
  };
}

function readAudit(args: readonly string[]): Parsed {
  const { values } = parseArgs({
    args: [...args],
    options: { books: text, database: text, data: text, others: flag },
  });
  const { books, database, data } = values;
  if (books === undefined) throw new Error('--books is needed');
  if ((database === undefined) === (data === undefined)) throw new Error('either --database or --data is needed');
  return {
    ok: true,
    options: {
      command: 'audit',
      books,
      database: database === undefined ? { dataFolder: data ?? '' } : { url: database },
      othersAllowed: values.others === true,
    },
  };
}

/** Policies say how often where nothing else does; they know nothing of faster days. */
const usualIntervalMs = 60_000;

function intervalOf(given: string | undefined, scale: number): number | null {
  if (given === undefined) return scale === 1 ? null : usualIntervalMs / scale;
  return wholeNumber('interval', given, 10) / scale;
}

function timeOfDay(given: string): number {
  const [, hours, minutes = '0'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(given) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59)
    throw new Error('--day must be a time such as 8:30');
  return (Number(hours) + Number(minutes) / 60) * hourMs;
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} must be a whole number of at least ${least}`);
  return value;
}

function serverAddress(text: string): string {
  const { protocol } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error('--server must begin with https:// or http://');
  return text;
}
