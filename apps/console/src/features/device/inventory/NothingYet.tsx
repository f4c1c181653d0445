/** Stands where the inventory has not arrived. */
import { Paper, Text } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';

export function NothingYet() {
  const { t } = useWording();
  return (
    <Paper p="xl">
      <Text fw={650}>{t('inventory.none.title')}</Text>
      <Text size="sm" c="dimmed">
        {t('inventory.none.text')}
      </Text>
    </Paper>
  );
}
