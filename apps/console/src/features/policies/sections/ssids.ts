/** Release by Wi-Fi: what may be registered (N11). */
import { maxSsids, PolicySettings, Ssid } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import type { TextKey } from '../../../i18n/wording.ts';
import { schemaFaults } from '../../../ui/schema-faults.ts';
import type { SectionRules } from './section.ts';

/** Why this name cannot be added to those that are registered; `undefined`: it can, or nothing was typed. */
export function ssidFault(name: string, registered: readonly string[]): TextKey | undefined {
  if (registered.length >= maxSsids) return 'policy.ssids.full';
  if (name === '') return undefined;
  if (/[^ -~]/.test(name)) return 'policy.ssids.notAscii';
  if (name.startsWith(' ') || name.endsWith(' ')) return 'policy.ssids.edges';
  if (name.length > 32) return 'policy.ssids.tooLong';
  if (registered.includes(name)) return 'policy.ssids.twice';
  return Check(Ssid, name) ? undefined : 'policy.ssids.wrong';
}

const listed = (names: readonly string[]): string => (names.length === 0 ? '—' : names.join(', '));

export const ssidsRules: SectionRules = {
  faults(settings, { t }) {
    const wrong = [...schemaFaults(PolicySettings, settings).keys()].some((pointer) => pointer.startsWith('/ssids'));
    return wrong ? { ssids: t('policy.ssids.wrong') } : {};
  },
  changes: (saved, edited) => [{ field: 'policy.ssids', from: listed(saved.ssids), to: listed(edited.ssids) }],
};
