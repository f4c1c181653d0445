/**
 * Which functions clients of which kind have (10-3-1). A linked clone has those of a standard client but for some; clients that run once and
 * go collect the inventory and do nothing else. Server, agent and console go by this table alone.
 */
import { type DeviceClientKind, isResident } from './client-kinds.ts';

/** There today, where the kind of client matters. */
export const presentFunctions = ['inventory', 'lock', 'unlock', 'wipe', 'agent-update'] as const;

/** Not there yet: who will not have them is said already, and holds from the first day. */
export const comingFunctions = [
  'disk-encryption',
  'behaviour-detection',
  'os-update-assistant',
  'internet-remote-control',
  'quick-remote-control',
  'log-analysis',
  'defender-control',
  'behaviour-detection-qs',
  'software-distribution-qs',
] as const;

export const clientFunctions = [...presentFunctions, ...comingFunctions] as const;
export type ClientFunction = (typeof clientFunctions)[number];

/**
 * What the manual takes away from linked clones is all to come. Updates of the agent are ours, and go the same way as its distribution:
 * a clone gets another version with its master image, or each of them would fetch it anew at each log-on.
 */
const excludedFromLinkedClones: readonly ClientFunction[] = ['agent-update', ...comingFunctions];

/** In the order of the table. */
export function excludedFunctions(clientKind: DeviceClientKind): readonly ClientFunction[] {
  if (clientKind === 'standard') return [];
  if (clientKind === 'linked-clone') return excludedFromLinkedClones;
  return clientFunctions.filter((each) => each !== 'inventory');
}

/** `null`: a client of this kind has the function. */
export function functionRefusal(
  clientKind: DeviceClientKind,
  wanted: ClientFunction,
): 'client-not-resident' | 'client-function-excluded' | null {
  if (!excludedFunctions(clientKind).includes(wanted)) return null;
  return isResident(clientKind) ? 'client-function-excluded' : 'client-not-resident';
}
