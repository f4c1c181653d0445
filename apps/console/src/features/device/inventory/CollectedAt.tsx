/** When a section was collected, and whether it still is. */
import { Badge, Group, Text } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';

type Props = { collected: { readonly collectedAt: string; readonly leftOut: boolean } };

export function CollectedAt({ collected: { collectedAt, leftOut } }: Props) {
  const { t, dateTime } = useWording();
  return (
    <Group gap={8}>
      {leftOut && <Badge color="yamabuki">{t('inventory.leftOut')}</Badge>}
      <Text size="xs" c="dimmed" className="sekisho-numbers">
        {t('inventory.collectedAt', { time: dateTime(collectedAt) })}
      </Text>
    </Group>
  );
}
