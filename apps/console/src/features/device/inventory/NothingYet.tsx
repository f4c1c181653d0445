/** Stands where the inventory has not arrived, or is not collected. */
import { Paper, Text } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';

export function NothingYet({ leftOut = false }: { leftOut?: boolean }) {
  const { t } = useWording();
  const which = leftOut ? 'inventory.leftOut' : 'inventory.none';
  return (
    <Paper p="xl">
      <Text fw={650}>{t(`${which}.title`)}</Text>
      <Text size="sm" c="dimmed">
        {t(`${which}.text`)}
      </Text>
    </Paper>
  );
}
