/** Which clients can be made here: only those for which this server has, or with one more tool would have, a package. Pure. */
import {
  type ClientKind,
  type ClientPlatform,
  clientKindsOf,
  type InstallerPackage,
  type InstallerSettingCreate,
} from '@sekisho/contracts';

export type Client = Pick<InstallerSettingCreate, 'platform' | 'clientKind'>;

/** In the order of the menu. */
export const clientPlatforms = ['windows', 'macos', 'linux'] as const satisfies readonly ClientPlatform[];

const clients: readonly Client[] = clientPlatforms.flatMap((platform) =>
  clientKindsOf[platform].map((clientKind) => ({ platform, clientKind })),
);

export function packagesFor(
  packages: readonly InstallerPackage[],
  { platform, clientKind }: Client,
): InstallerPackage[] {
  return packages.filter((each) => each.platform === platform && each.clientKinds.includes(clientKind));
}

export function offeredClients(packages: readonly InstallerPackage[]): Client[] {
  return clients.filter((client) => packagesFor(packages, client).length > 0);
}

/** The client an address speaks of; `undefined` where there is none such. */
export function clientOf({ platform, clientKind }: { platform: string; clientKind: string }): Client | undefined {
  return clients.find((client) => client.platform === platform && client.clientKind === clientKind);
}

/** Stays on the device, as opposed to what somebody runs by hand. */
export function isResident(clientKind: ClientKind): boolean {
  return clientKind === 'standard' || clientKind === 'linked-clone';
}
