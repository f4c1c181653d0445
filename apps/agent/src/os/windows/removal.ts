/** Takes the agent's service and state away; the program goes with the installer that brought it. Files that somebody has open cannot go: the service ends first. */
import { removeStateFiles } from '../any/state-files.ts';
import type { Places } from './places.ts';
import { openInstalledService } from './service/installed-service.ts';
import type { WindowsApi } from './windows-api.ts';

export async function removeEverything(places: Places, api: WindowsApi): Promise<void> {
  await openInstalledService(api.koffi).remove();
  api.registry.remove(places.meetingKey);
  removeStateFiles(places.stateFolder);
}
