/** Who is logged on. */
import { Text } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SimpleTable } from '../../../ui/SimpleTable.tsx';
import { CollectedAt } from './CollectedAt.tsx';
import type { Collected } from './use-inventory.ts';

export function UsersSection({ collected }: { collected: Collected<'users'> }) {
  const { content } = collected;
  const { t, dateTime } = useWording();
  return (
    <Section title={t('inventory.users')} aside={<CollectedAt collected={collected} />}>
      {content.sessions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {content.logonUser ?? t('inventory.users.none')}
        </Text>
      ) : (
        <SimpleTable
          label={t('inventory.users')}
          head={[
            t('inventory.session.user'),
            t('inventory.session.kind'),
            t('inventory.session.seat'),
            t('inventory.session.since'),
          ]}
          rows={content.sessions.map(({ user, kind, seat, since }, index) => ({
            key: `${user} ${seat} ${index}`,
            cells: [user, kind, seat, since === null ? '' : dateTime(since)],
          }))}
        />
      )}
    </Section>
  );
}
