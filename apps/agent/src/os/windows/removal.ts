/** Takes the agent's state away. The program and its service are taken away by the installer that brought them. */

import { removeStateFiles } from '../any/state-files.ts';
import type { Places } from './places.ts';
import type { WindowsApi } from './windows-api.ts';

export async function removeEverything(places: Places, api: WindowsApi): Promise<void> {
  api.registry.remove(places.meetingKey);
  removeStateFiles(places.stateFolder);
}
