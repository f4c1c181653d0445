/** Where people and devices reach this server when no public address is set. Pure. */
import { isIPv4 } from 'node:net';
import type { ServerAddresses } from './feature.ts';

export interface AddressesInput {
  readonly publicUrl: string | undefined;
  readonly port: number;
  readonly tlsPort: number;
  readonly hostName: string;
  readonly interfaceAddresses: readonly string[];
}

/** Short host names are seldom known to other machines, so an address goes before them. */
export function serverAddresses(input: AddressesInput): ServerAddresses {
  const host = input.hostName.includes('.')
    ? input.hostName
    : (input.interfaceAddresses.find((address) => isIPv4(address)) ?? input.hostName);
  return {
    consoleUrl: input.publicUrl ?? `http://localhost:${input.port}`,
    deviceUrl: input.publicUrl ?? `https://${host}:${input.tlsPort}`,
  };
}
