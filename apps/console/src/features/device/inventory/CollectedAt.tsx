/** When a section was collected. */
import { Text } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';

export function CollectedAt({ at }: { at: string }) {
  const { t, dateTime } = useWording();
  return (
    <Text size="xs" c="dimmed" className="sekisho-numbers">
      {t('inventory.collectedAt', { time: dateTime(at) })}
    </Text>
  );
}
