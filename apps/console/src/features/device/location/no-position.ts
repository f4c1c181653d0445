/** Why there is no position, in the order in which a person would look for it. Pure. */
import type { DeviceLocation } from '@sekisho/contracts';
import { locationStates } from '@sekisho/contracts';
import type { TextKey } from '../../../i18n/wording.ts';

export function noPositionText({ enabled, state }: Pick<DeviceLocation, 'enabled' | 'state'>): TextKey {
  if (!enabled) return 'location.none.off';
  const known = locationStates.find((name) => name === state);
  if (known === undefined || known === 'found') return 'location.none.waiting';
  return `location.none.${known}`;
}
