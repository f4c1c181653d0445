/** The Wi-Fi networks around, as far as macOS names them: without the permission for location services it tells `<redacted>` (N11). */
import type { Wifi } from '@sekisho/agent-core';
import type { Sources } from '../posix/sources.ts';
import { type Item, itemAt, listAt, parseReport } from './collect/profiler.ts';

/** The profiler scans for as long as that. */
const scanTimeoutMs = 60_000;
const withheldName = '<redacted>';

const lists = ['spairport_airport_local_wireless_networks', 'spairport_airport_other_local_wireless_networks'] as const;

/** As the port wants them: bytes that are no ASCII as any other character. */
function nameOf(network: Item): string[] {
  const name = network['_name'];
  return typeof name === 'string' && name !== '' ? [Buffer.from(name, 'utf8').toString('latin1')] : [];
}

export interface NetworksTold {
  readonly names: readonly string[];
  /** macOS knows networks and does not say their names. */
  readonly withheld: boolean;
}

/** `null`: no Wi-Fi, or it is switched off. */
export function parseNetworks(text: string | null): NetworksTold | null {
  const interfaces = parseReport(text).SPAirPortDataType.flatMap((item) =>
    listAt(item, 'spairport_airport_interfaces'),
  );
  // AirDrop's interface lists networks of its own.
  const stations = interfaces.filter(
    (each) => /^en\d+$/.test(String(each['_name'])) && each['spairport_status_information'] !== 'spairport_status_off',
  );
  if (stations.length === 0) return null;
  const current = stations
    .map((station) => itemAt(station, 'spairport_current_network_information'))
    .filter((network) => network !== null);
  const around = stations.flatMap((station) => lists.flatMap((list) => listAt(station, list)));
  const names = [...new Set([...current, ...around].flatMap(nameOf))];
  const known = names.filter((name) => !name.startsWith(withheldName));
  return { names: known, withheld: known.length === 0 && names.length > 0 };
}

export async function readNetworks({ run }: Pick<Sources, 'run'>): Promise<NetworksTold | null> {
  return parseNetworks(await run('system_profiler', ['-json', 'SPAirPortDataType'], scanTimeoutMs));
}

/** Names that are withheld are no sign that one has left them: then nothing is known. */
export function createWifi(sources: Pick<Sources, 'run'>): Wifi {
  return {
    async networks() {
      const told = await readNetworks(sources);
      return told === null || told.withheld ? null : told.names;
    },
  };
}
