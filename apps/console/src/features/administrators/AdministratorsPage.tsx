/** Who administers, and one's own account. */
import { Badge, Group, Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { administratorsQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { EmailForm } from './EmailForm.tsx';
import { PasswordForm } from './PasswordForm.tsx';

export function AdministratorsPage() {
  const { t, date } = useWording();
  usePageTitle(t('administrators.title'));
  const { administrator } = useSuspenseQuery(sessionQuery).data;
  const { data, error } = useQuery(administratorsQuery);
  return (
    <>
      <PageHead title={t('administrators.title')} />
      <Stack maw={1000}>
        <Section title={t('administrators.list')}>
          {data === undefined &&
            (error === null ? (
              <Skeleton height={80} aria-label={t('common.loading')} />
            ) : (
              <ProblemAlert error={error} />
            ))}
          {data !== undefined && (
            <SimpleTable
              label={t('administrators.list')}
              head={[
                t('administrators.column.loginId'),
                t('administrators.column.email'),
                t('administrators.column.role'),
                t('administrators.column.created'),
              ]}
              rows={data.items.map(({ id, loginId, email, role, createdAt }) => ({
                key: id,
                cells: [
                  <Group key="login" gap={8}>
                    {loginId}
                    {id === administrator.id && <Badge>{t('administrators.you')}</Badge>}
                  </Group>,
                  email,
                  t(`administrators.role.${role}`),
                  date(createdAt),
                ],
              }))}
            />
          )}
        </Section>
        <Section title={t('administrators.me')}>
          <Text size="sm" mb="md">
            {t('administrators.column.loginId')}: <b>{administrator.loginId}</b>{' '}
            <Text span size="xs" c="dimmed">
              {t('administrators.loginId.fixed')}
            </Text>
          </Text>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Paper p="md">
              <EmailForm email={administrator.email} />
            </Paper>
            <Paper p="md">
              <PasswordForm loginId={administrator.loginId} />
            </Paper>
          </SimpleGrid>
        </Section>
      </Stack>
    </>
  );
}
