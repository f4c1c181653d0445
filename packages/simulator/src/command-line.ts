/** What `npm run simulate` is told. */
import { parseArgs } from 'node:util';

export interface SimulateOptions {
  readonly devices: number;
  readonly serverUrl: string;
  readonly serialNumber: string;
  readonly seed: number;
  readonly intervalMs: number | null;
  readonly rampPerSecond: number;
  readonly caFile: string | null;
  readonly insecureDev: boolean;
  readonly live: boolean;
}

export const usage = `Usage: npm run simulate -- --server URL --serial S [options]

  --server URL       address of the server, such as https://localhost:8443
  --serial S         enrolment serial number of the organization
  --devices N        how many devices (500)
  --seed N           what the devices are called and have installed follows from it (1)
  --interval MS      check in at this interval instead of the policy's
  --ramp N           registrations begun in a second (100)
  --ca FILE          root certificate (PEM) that the server's certificate must lead to
  --insecure-dev     take any certificate: for a developer's own machine only
  --no-live          no live connections
`;

export type Parsed =
  | { readonly ok: true; readonly options: SimulateOptions }
  | { readonly ok: false; readonly message: string };

/** @returns a message for a person where something is missing or wrong; with `--help`, the usage */
export function parseCommandLine(args: readonly string[]): Parsed {
  try {
    return read(args);
  } catch (error) {
    return { ok: false, message: `${error instanceof Error ? error.message : String(error)}\n\n${usage}` };
  }
}

function read(args: readonly string[]): Parsed {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
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
      help: flag,
    },
  });
  if (values.help === true) return { ok: false, message: usage };
  if (values.server === undefined || values.serial === undefined) throw new Error('--server and --serial are needed');
  return {
    ok: true,
    options: {
      devices: wholeNumber('devices', values.devices, 1),
      serverUrl: serverAddress(values.server),
      serialNumber: values.serial,
      seed: wholeNumber('seed', values.seed, 0),
      intervalMs: values.interval === undefined ? null : wholeNumber('interval', values.interval, 10),
      rampPerSecond: wholeNumber('ramp', values.ramp, 1),
      caFile: values.ca ?? null,
      insecureDev: values['insecure-dev'] === true,
      live: values['no-live'] !== true,
    },
  };
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
