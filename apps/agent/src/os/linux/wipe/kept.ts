/** What no wipe removes on Linux: the agent, and what the system needs to run and report until the end. */
import path from 'node:path';
import type { KeptPaths } from '../../posix/wipe/kept.ts';
import type { Places } from '../places.ts';

/** Program, libraries, configuration, boot files; the network's, log-on's and clock's own state. Swap that is in use cannot be removed. */
const systemPaths = [
  ...['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/usr', '/etc', '/boot', '/efi', '/run'],
  ...['/nix', '/gnu', '/ostree', '/sysroot', '/vmlinuz', '/initrd.img', '/swapfile', '/swap.img'],
  ...['/var/run', '/var/lock', '/var/lib/systemd', '/var/lib/dbus', '/var/lib/NetworkManager', '/var/lib/dhcp'],
  ...['/var/lib/dhclient', '/var/lib/dhcpcd', '/var/lib/iwd', '/var/lib/connman', '/var/lib/ca-certificates'],
];

const kernelPaths = ['/proc', '/sys', '/dev'];

export function keptPathsOf({ stateFolder, configFile, installedFolder, ownCommand }: Places): KeptPaths {
  const [runtime, script] = ownCommand;
  // From its sources, the agent is the whole checkout.
  const program = installedFolder ?? path.resolve(path.dirname(script), '../../..');
  const supervisor = installedFolder === null ? [] : [path.join(path.dirname(installedFolder), 'settings')];
  return { never: [...kernelPaths, stateFolder, configFile, program, runtime, ...supervisor], system: systemPaths };
}
