/** A kind of client for a system, as a title. Pure. */
import type { Wording } from '../../i18n/wording.ts';
import type { Client } from './offered-kinds.ts';

export function clientWords({ platform, clientKind }: Client, { t }: Pick<Wording, 't'>): string {
  return t('deploy.client', { system: t(`deploy.system.${platform}`), kind: t(`deploy.kind.${clientKind}`) });
}
