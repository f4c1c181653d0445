/** How the server sends mail, and trying it. */
import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconMailOff, IconSend } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { mailStatusQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';

export function Mail() {
  const { t } = useWording();
  const may = useMay();
  const { data, error } = useQuery(mailStatusQuery);
  return (
    <Section title={t('mail.section')}>
      <ProblemAlert error={error} />
      {data === undefined && error === null && <Skeleton height={60} role="status" aria-label={t('common.loading')} />}
      {data?.configured === false && (
        <Alert color="gray" icon={<IconMailOff />} title={t('mail.off.title')}>
          {t('mail.off.text')}
        </Alert>
      )}
      {data?.configured === true && (
        <Stack gap="sm">
          <Facts
            facts={[
              [t('mail.server'), `${data.host}:${data.port}`],
              [t('mail.encryption'), t(`mail.encryption.${data.encryption ?? 'none'}`)],
              [t('mail.user'), data.user ?? t('common.none')],
              [t('mail.from'), data.from ?? ''],
            ]}
          />
          {may('system.write') && <TestMail />}
        </Stack>
      )}
    </Section>
  );
}

function TestMail() {
  const { t } = useWording();
  const test = useMutation({ mutationFn: api.testMail });
  const { outcome, to = '', answer } = test.data ?? {};
  return (
    <Stack gap="sm">
      <Group>
        <Button
          variant="default"
          leftSection={<IconSend size={16} />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('mail.test')}
        </Button>
      </Group>
      <ProblemAlert error={test.error} />
      {outcome !== undefined && (
        <Alert
          color={outcome === 'sent' ? 'wakatake' : 'shu'}
          role="status"
          title={t(`mail.outcome.${outcome}`, { to })}
        >
          {answer !== null && answer !== undefined && (
            <Text size="xs">
              {t('mail.answer')}: <code>{answer}</code>
            </Text>
          )}
        </Alert>
      )}
    </Stack>
  );
}
