/** What an item's figures are called. Pure. */
import type { ServiceItem } from '@sekisho/contracts';
import type { Wording } from '../../i18n/wording.ts';

export function valueWords(
  { name, finding, value, of, at }: ServiceItem,
  { t, bytes, dateTime, number }: Pick<Wording, 't' | 'bytes' | 'dateTime' | 'number'>,
): string {
  const count = value ?? 0;
  switch (name) {
    case 'database':
      return bytes(count);
    case 'backup':
      return at === null
        ? t('serviceState.value.backup.none')
        : t('serviceState.value.backup', { time: dateTime(at), size: bytes(count) });
    case 'certificate':
      if (finding === 'certificate-unreadable') return '';
      return at === null
        ? t('serviceState.value.certificate.own')
        : t('serviceState.value.certificate', { time: dateTime(at) });
    case 'licences':
      return t('serviceState.value.licences', { count: number(count), of: number(of ?? 0) });
    default:
      return t(`serviceState.value.${name}`, { count });
  }
}
