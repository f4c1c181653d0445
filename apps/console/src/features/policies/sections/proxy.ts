/** Proxy: how devices reach the server, and whether the people at them may change it (N16). */
import { type PolicySettings, proxyFaults } from '@sekisho/contracts';
import type { TextKey } from '../../../i18n/wording.ts';
import { onOrOff, type SectionRules, type Words } from './section.ts';

export const proxyModes = ['device', 'none', 'system', 'manual'] as const;
export const bypassMaxLength = 1000;

export const modeText = (mode: PolicySettings['proxy']['mode']): TextKey => `policy.proxy.mode.${mode}`;

const described = ({ t }: Words, { mode, url, urlIpv6 = '' }: PolicySettings['proxy']): string =>
  mode === 'manual' ? [url, urlIpv6].filter(Boolean).join(', ') || '—' : t(modeText(mode));

const faultFields = { url: 'proxyUrl', urlIpv6: 'proxyUrlIpv6' } as const;

export const proxyRules: SectionRules = {
  faults: ({ proxy }, { t }) => ({
    ...Object.fromEntries(proxyFaults(proxy).map((field) => [faultFields[field], t('policy.proxy.url.wrong')])),
    ...(proxy.bypass.length > bypassMaxLength ? { proxyBypass: t('common.tooLong', { max: bypassMaxLength }) } : {}),
  }),
  changes: ({ proxy: saved }, { proxy: edited }, words) => [
    { field: 'policy.section.proxy', from: described(words, saved), to: described(words, edited) },
    { field: 'policy.proxy.bypass', from: saved.bypass || '—', to: edited.bypass || '—' },
    { field: 'policy.proxy.locked', from: onOrOff(words, saved.locked), to: onOrOff(words, edited.locked) },
  ],
};
