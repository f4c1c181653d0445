/** Everything the server keeps about this machine, section by section. */
import type { InventoryContents } from '@sekisho/contracts';
import type { Sources } from '../../posix/sources.ts';
import { collectDisks } from './disks.ts';
import { collectHardware } from './hardware.ts';
import { describeUsers, readLoginSessions } from './login-sessions.ts';
import { collectNetwork } from './network.ts';
import { collectOperatingSystem } from './operating-system.ts';
import { collectSoftware } from './package-list.ts';

export async function collectInventory(sources: Sources): Promise<InventoryContents> {
  const [hardware, operatingSystem, disks, network, software, sessions] = await Promise.all([
    collectHardware(sources),
    collectOperatingSystem(sources),
    collectDisks(sources),
    collectNetwork(sources),
    collectSoftware(sources),
    readLoginSessions(sources),
  ]);
  return { hardware, 'operating-system': operatingSystem, disks, network, software, users: describeUsers(sessions) };
}
