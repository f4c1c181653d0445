/** What macOS lets people decide about the agent, looked at one by one from within the agent itself: the command line has permissions of its own. */
import { open } from 'node:fs/promises';
import type { Permission, PermissionName } from '../../permissions.ts';
import type { Sources } from '../posix/sources.ts';
import { readNetworks } from './wifi.ts';

/** Only who has full access to the disk may read the list of who has. */
const guardedFile = '/Library/Application Support/com.apple.TCC/TCC.db';

async function readFullDiskAccess(file: string): Promise<Permission['state']> {
  try {
    await (await open(file, 'r')).close();
    return 'granted';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'EPERM' || code === 'EACCES' ? 'missing' : 'unknown';
  }
}

async function readLocation(sources: Pick<Sources, 'run'>): Promise<Permission['state']> {
  const told = await readNetworks(sources);
  if (told === null) return 'unknown';
  return told.withheld ? 'missing' : 'granted';
}

type Look = () => Promise<Permission['state']>;

/** @param file another guarded one, in tests */
export async function readPermissions(
  names: readonly PermissionName[],
  sources: Pick<Sources, 'run'>,
  file = guardedFile,
): Promise<Permission[]> {
  const looks: Readonly<Partial<Record<PermissionName, Look>>> = {
    // Whoever answers runs.
    background: async () => 'granted',
    'full-disk-access': () => readFullDiskAccess(file),
    location: () => readLocation(sources),
  };
  return Promise.all(names.map(async (name) => ({ name, state: (await looks[name]?.()) ?? 'not-used' })));
}
