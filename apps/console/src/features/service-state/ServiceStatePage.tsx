/** How the service itself is: each item with its state and what to do, then the processes. */
import { Alert, Badge, type MantineColor, Paper, Skeleton, Stack, Text } from '@mantine/core';
import type { ServiceCondition, ServiceItem, ServiceState } from '@sekisho/contracts';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { serviceStateQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { Processes } from './Processes.tsx';
import { valueWords } from './value-words.ts';

const looks: Record<ServiceCondition, { color: MantineColor; Icon: typeof IconCircleCheck }> = {
  good: { color: 'wakatake', Icon: IconCircleCheck },
  attention: { color: 'yamabuki', Icon: IconAlertTriangle },
  bad: { color: 'shu', Icon: IconCircleX },
};

export function ServiceStatePage() {
  const { t } = useWording();
  usePageTitle(t('serviceState.title'));
  const { data, error } = useQuery(serviceStateQuery);
  return (
    <>
      <PageHead title={t('serviceState.title')} lead={t('serviceState.lead')} />
      <Stack maw={1000}>
        {data === undefined &&
          (error === null ? (
            <Skeleton height={320} role="status" aria-label={t('common.loading')} />
          ) : (
            <ProblemAlert error={error} />
          ))}
        {data !== undefined && <Loaded state={data} isStale={error !== null} />}
      </Stack>
    </>
  );
}

function Loaded({ state, isStale }: { state: ServiceState; isStale: boolean }) {
  const { t, dateTime } = useWording();
  const { color, Icon } = looks[state.condition];
  const time = dateTime(state.at);
  return (
    <>
      {isStale && <Alert color="yamabuki">{t('serviceState.stale', { time })}</Alert>}
      <Paper p="md" role="status" data-condition={state.condition}>
        <Badge size="lg" color={color} leftSection={<Icon size={15} aria-hidden="true" />}>
          {t(`serviceState.all.${state.condition}`)}
        </Badge>
        <Text size="xs" c="dimmed" mt={6}>
          {t('serviceState.updated', { time })} ·{' '}
          {t('serviceState.versions.database', { version: state.databaseVersion })} ·{' '}
          {t('serviceState.versions.schema', { version: state.schemaVersion })}
        </Text>
      </Paper>
      <Paper p="md">
        <SimpleTable
          label={t('serviceState.title')}
          folds
          head={[t('serviceState.column.item'), t('serviceState.column.condition'), t('serviceState.column.value')]}
          rows={state.items.map((item) => ({
            key: item.name,
            cells: [
              t(`serviceState.item.${item.name}`),
              <Condition key="condition" item={item} />,
              <Value key="value" item={item} />,
            ],
          }))}
        />
      </Paper>
      <Section title={t('serviceState.processes')}>
        <Processes processes={state.processes} />
      </Section>
    </>
  );
}

function Condition({ item: { name, condition } }: { item: ServiceItem }) {
  const { t } = useWording();
  const { color, Icon } = looks[condition];
  return (
    <Badge
      miw="max-content"
      color={color}
      leftSection={<Icon size={13} aria-hidden="true" />}
      data-item={name}
      data-condition={condition}
    >
      {t(`serviceState.condition.${condition}`)}
    </Badge>
  );
}

function Value({ item }: { item: ServiceItem }) {
  const wording = useWording();
  return (
    <>
      <Text size="sm">{valueWords(item, wording)}</Text>
      {item.finding !== null && (
        <Text size="sm" fw={600} maw={560}>
          {wording.t(`serviceState.finding.${item.finding}`)}
        </Text>
      )}
    </>
  );
}
