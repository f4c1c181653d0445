/** What no wipe removes on macOS: the agent, and what the system needs to run and report until the end. */
import path from 'node:path';
import type { KeptPaths } from '../../posix/wipe/kept.ts';
import type { Places } from '../places.ts';
import { usualRemovalPlaces } from '../removal.ts';

/** What Apple seals is read-only anyway. Of the rest: accounts, the network's settings and keys, drivers, what runs at start, swap. */
const systemPaths = [
  ...['/System', '/usr', '/bin', '/sbin', '/private/etc', '/private/var/db', '/private/var/run', '/private/var/vm'],
  ...['/Library/Apple', '/Library/Extensions', '/Library/Keychains', '/Library/LaunchDaemons'],
  ...['/Library/Preferences', '/Library/SystemExtensions', '/System/Volumes/Data/System'],
];

const kernelPaths = ['/dev', '/System/Volumes/Preboot', '/System/Volumes/VM'];

export function keptPathsOf({
  stateFolder,
  configFile,
  programFolder,
  installedFolder,
  ownCommand,
}: Places): KeptPaths {
  const [runtime, script] = ownCommand;
  // From its sources, the agent is the whole checkout.
  const program = programFolder ?? path.resolve(path.dirname(script), '../../..');
  const { daemonFile, sessionFiles } = usualRemovalPlaces;
  const installed = installedFolder === null ? [] : [installedFolder];
  const own = [stateFolder, configFile, program, runtime, ...installed, daemonFile, ...sessionFiles];
  return { never: [...kernelPaths, ...own], system: systemPaths };
}
