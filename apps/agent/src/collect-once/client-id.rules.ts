/** The id of a client that keeps nothing: derived from the hardware, so that the same machine is known again at each run (I03, I04). Pure. */
import { createHash } from 'node:crypto';
import type { InventoryContents } from '@sekisho/contracts';

/** What the id is derived from, the surest first: the firmware's numbers, the addresses of built-in cards, the machine's name. */
function identityOf({ hardware, network }: Identifying, computerName: string): readonly string[] {
  const { manufacturer, model, serialNumber, uuid } = hardware;
  if (serialNumber !== '' || uuid !== '') return ['firmware', manufacturer, model, serialNumber, uuid.toLowerCase()];
  const cards = network.interfaces
    .filter(({ kind, macAddress }) => (kind === 'ethernet' || kind === 'wifi') && isFromItsMaker(macAddress))
    .map(({ macAddress }) => macAddress.toLowerCase())
    .sort();
  return cards[0] === undefined ? ['name', computerName] : ['card', cards[0]];
}

type Identifying = Pick<InventoryContents, 'hardware' | 'network'>;

/** Addresses that software made up (locally administered, or none at all) are another at each start. */
function isFromItsMaker(macAddress: string): boolean {
  const first = Number.parseInt(macAddress.slice(0, 2), 16);
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(macAddress) && !/^(00:){5}00$/.test(macAddress) && (first & 0b11) === 0;
}

/** A UUID of version 8 (RFC 9562). Another for each organization: nobody follows a machine from one to the next. */
export function clientIdOf(organizationId: string, contents: Identifying, computerName: string): string {
  const text = JSON.stringify(['sekisho/client-id/v1', organizationId, ...identityOf(contents, computerName)]);
  const hash = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 0b11) | 0b1000).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join('-');
}
