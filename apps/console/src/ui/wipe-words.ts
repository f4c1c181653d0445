/** Wipe targets in words, as the policy's page and a device's page say them. Pure. */
import type { WipeOutcome, WipeTargets } from '@sekisho/contracts';
import type { Wording } from '../i18n/wording.ts';

type Words = Pick<Wording, 't'>;

/** One line for each target, in the order in which a device wipes them. */
export function targetLines(targets: WipeTargets, { t }: Words): string[] {
  return [
    ...targets.patterns.map(({ folder, pattern }) => t('wipe.target.pattern', { path: folder, pattern })),
    ...targets.folders.map((path) => t('wipe.target.folder', { path })),
    ...targets.volumes.map((path) => t('wipe.target.volume', { path })),
    ...(targets.encryptionKeys ? [t('wipe.target.keys')] : []),
  ];
}

export function outcomeName({ kind, path, pattern = '' }: WipeOutcome, { t }: Words): string {
  return kind === 'encryption-keys' && path === ''
    ? t('wipe.target.keys')
    : t(`wipe.target.${kind}`, { path, pattern });
}
