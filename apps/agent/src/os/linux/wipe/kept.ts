/** What no wipe removes, known by identity and not by name: the agent, and what the system needs to run and report until the end. */
import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Places } from '../places.ts';
import { type Identity, identityOf } from './descriptors.ts';

/** `never`: nor anything below it, on whatever volume. `system`: nor anything below it on its own volume. */
export type KeptRole = 'never' | 'system';
export type KeptPaths = Readonly<Record<KeptRole, readonly string[]>>;
export type Kept = ReadonlyMap<Identity, KeptRole>;

/** Program, libraries, configuration, boot files; the network's, log-on's and clock's own state. Swap that is in use cannot be removed. */
const systemPaths = [
  ...['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/usr', '/etc', '/boot', '/efi', '/run'],
  ...['/nix', '/gnu', '/ostree', '/sysroot', '/vmlinuz', '/initrd.img', '/swapfile', '/swap.img'],
  ...['/var/run', '/var/lock', '/var/lib/systemd', '/var/lib/dbus', '/var/lib/NetworkManager', '/var/lib/dhcp'],
  ...['/var/lib/dhclient', '/var/lib/dhcpcd', '/var/lib/iwd', '/var/lib/connman', '/var/lib/ca-certificates'],
];

const kernelPaths = ['/proc', '/sys', '/dev'];

export function keptPathsOf({ stateFolder, configFile, programFolder, ownCommand }: Places): KeptPaths {
  const [runtime, script] = ownCommand;
  // From its sources, the agent is the whole checkout.
  const program = programFolder ?? path.resolve(path.dirname(script), '../../..');
  const supervisor = programFolder === null ? [] : [path.join(path.dirname(programFolder), 'settings')];
  return { never: [...kernelPaths, stateFolder, configFile, program, runtime, ...supervisor], system: systemPaths };
}

/** What these paths are now, symbolic links and what they lead to alike; paths that are not there keep nothing. */
export function findKept(paths: KeptPaths): Kept {
  const kept = new Map<Identity, KeptRole>();
  // The stricter role last, so that it counts where both name the same.
  for (const role of ['system', 'never'] as const)
    for (const each of paths[role])
      for (const look of [lstatSync, statSync]) {
        const stats = look(each, { bigint: true, throwIfNoEntry: false });
        if (stats !== undefined) kept.set(identityOf(stats), role);
      }
  return kept;
}
