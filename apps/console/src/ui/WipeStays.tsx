/** What no wipe removes, said before it is set and before it is issued. */
import { List, Text } from '@mantine/core';
import { useWording } from '../i18n/WordingProvider.tsx';

const stays = ['wipe.stays.agent', 'wipe.stays.volumes', 'wipe.stays.links'] as const;

export function WipeStays() {
  const { t } = useWording();
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('wipe.stays.title')}
      </Text>
      <List size="sm">
        {stays.map((key) => (
          <List.Item key={key}>{t(key)}</List.Item>
        ))}
      </List>
      <Text size="xs" c="dimmed" mt={4}>
        {t('wipe.stays.ssd')}
      </Text>
    </div>
  );
}
