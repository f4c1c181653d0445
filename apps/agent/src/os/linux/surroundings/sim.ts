/** The SIMs in use, as ModemManager tells over D-Bus (N19). */
import type { SimReader } from '@sekisho/agent-core';
import type { Sources } from '../../posix/sources.ts';

const service = 'org.freedesktop.ModemManager1';
/** Never started by us: where ModemManager does not run, nothing is asked of the modem. */
const busctl = ['--system', '--json=short', '--auto-start=no', '--timeout=10'] as const;

export interface Modem {
  /** Where it hangs: stays the same, while numbers of modems do not. */
  readonly device: string;
  /** Object path of the SIM in the slot in use; `null`: there is none. */
  readonly sim: string | null;
}

export function createSimReader({ run }: Pick<Sources, 'run'>): SimReader {
  async function call(...args: readonly string[]): Promise<string | null> {
    return run('busctl', [...busctl, ...args], 15_000);
  }

  async function iccidOf(sim: string): Promise<string | null> {
    const answer = await call('get-property', service, sim, `${service}.Sim`, 'SimIdentifier');
    const value = dataOf(answer);
    return typeof value === 'string' && value !== '' ? value : null;
  }

  return {
    async read() {
      const managed = ['org.freedesktop.DBus.ObjectManager', 'GetManagedObjects'];
      const modems = parseModems(await call('call', service, '/org/freedesktop/ModemManager1', ...managed));
      if (modems.length === 0) return null;
      const sims = modems.flatMap(({ sim }) => sim ?? []);
      const iccids = await Promise.all(sims.map(iccidOf));
      // A SIM that does not tell its number is neither the expected one nor another.
      return iccids.includes(null) ? null : iccids.filter((iccid) => iccid !== null);
    },
  };
}

/** What `busctl --json` prints is a value with its type beside it. */
function dataOf(json: string | null): unknown {
  if (json === null) return null;
  try {
    return (JSON.parse(json) as { data?: unknown }).data;
  } catch {
    return null;
  }
}

type Properties = Readonly<Record<string, { readonly data?: unknown } | undefined>>;
type Objects = Readonly<Record<string, Readonly<Record<string, Properties | undefined>>>>;

/** Of MMModemState and MMModemStateFailedReason. */
const states = { failed: -1, locked: 2 };
const reasonsOfNoSim: readonly unknown[] = [2, 5];

/** Modems that are up to telling of their SIM: one that is being set up, or has failed for other reasons than a missing SIM, says nothing. */
export function parseModems(json: string | null): Modem[] {
  const data = dataOf(json);
  const objects = (Array.isArray(data) ? data[0] : null) as Objects | null;
  return Object.values(objects ?? {})
    .flatMap((interfaces): Modem[] => {
      const modem = interfaces[`${service}.Modem`];
      const state = modem?.['State']?.data;
      if (modem === undefined || typeof state !== 'number') return [];
      const device = String(modem['Device']?.data ?? '');
      const sim = modem['Sim']?.data;
      if (state === states.failed)
        return reasonsOfNoSim.includes(modem['StateFailedReason']?.data) ? [{ device, sim: null }] : [];
      if (state < states.locked) return [];
      return [{ device, sim: typeof sim === 'string' && sim !== '/' ? sim : null }];
    })
    .sort((a, b) => (a.device < b.device ? -1 : 1));
}
