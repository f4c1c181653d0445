/** Lock screen: what it says to whoever is at the device, and whether a locked device goes off by itself. */
import { lockMessageMaxLength, lockTelephoneMaxLength, PolicySettings } from '@sekisho/contracts';
import { schemaFaults } from '../../../ui/schema-faults.ts';
import { lengthOf, type SectionRules, type Words } from './section.ts';

/** What stands in the field when the shut-down is switched on. */
export const usualShutDownMs = 10 * 60_000;

const quoted = ({ t }: Words, text: string): string => {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  if (line === '') return t('policy.lockScreen.blank');
  return line.length <= 40 ? line : `${line.slice(0, 40)}…`;
};
const shutDown = (words: Words, afterMs: number | null): string =>
  afterMs === null ? words.t('policy.off') : lengthOf(words, afterMs);

export const lockScreenRules: SectionRules = {
  faults(settings, { t }) {
    const wrong = schemaFaults(PolicySettings, settings);
    return {
      ...(wrong.has('/lockScreen/message') ? { message: t('common.tooLong', { max: lockMessageMaxLength }) } : {}),
      ...(wrong.has('/lockScreen/telephone')
        ? { telephone: t('common.tooLong', { max: lockTelephoneMaxLength }) }
        : {}),
      ...(wrong.has('/lockScreen/shutDownAfterLockMs') ? { shutDown: t('policy.lockScreen.shutDown.wrong') } : {}),
    };
  },
  changes: ({ lockScreen: saved }, { lockScreen: edited }, words) => [
    {
      field: 'policy.lockScreen.message',
      from: quoted(words, saved.message),
      to: quoted(words, edited.message),
    },
    {
      field: 'policy.lockScreen.telephone',
      from: quoted(words, saved.telephone),
      to: quoted(words, edited.telephone),
    },
    {
      field: 'policy.lockScreen.shutDown',
      from: shutDown(words, saved.shutDownAfterLockMs),
      to: shutDown(words, edited.shutDownAfterLockMs),
    },
  ],
};
