/** What a client of this kind does not do, where one might expect it: nothing for standard clients, all at once for those that do not stay. */
import { List, Text } from '@mantine/core';
import { type DeviceClientKind, excludedFunctions, isResident } from '@sekisho/contracts';
import { useWording } from '../i18n/WordingProvider.tsx';
import { Section } from './Section.tsx';

export function ExcludedFunctions({ clientKind }: { clientKind: DeviceClientKind }) {
  const { t } = useWording();
  const excluded = isResident(clientKind) ? excludedFunctions(clientKind) : [];
  if (excluded.length === 0) return null;
  return (
    <Section title={t('client.excluded.title')}>
      <Text size="sm" mb="xs">
        {t('client.excluded.lead')}
      </Text>
      <List size="sm" spacing={2} aria-label={t('client.excluded.title')}>
        {excluded.map((each) => (
          <List.Item key={each}>{t(`client.function.${each}`)}</List.Item>
        ))}
      </List>
      <Text size="xs" c="dimmed" mt="xs">
        {t('client.excluded.coming')}
      </Text>
    </Section>
  );
}
