/** Updates of agents: which releases there are, how far each rollout has come, and on which devices it failed. */
import { Alert, Badge, Button, type MantineColor, Skeleton, Stack, Text } from '@mantine/core';
import type { AgentUpdates, DeviceGroup, Release, Rollout, RolloutState } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { groupsQuery, liveIntervalMs } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { ChangeRollout } from './ChangeRollout.tsx';
import { CommandLines } from './CommandLines.tsx';
import { DeleteRelease } from './DeleteRelease.tsx';
import { FailedDevices } from './FailedDevices.tsx';
import { ReleaseActions } from './ReleaseActions.tsx';
import { StartRollout } from './StartRollout.tsx';
import { groupNames } from './stage.ts';

const colors: Record<RolloutState, MantineColor> = {
  running: 'wakatake',
  paused: 'yamabuki',
  halted: 'shu',
  ended: 'gray',
};

/** By the names that their makers gave them, in every language. */
const systems: Record<Release['targets'][number]['platform'], string> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
};

export function AgentUpdatesPage() {
  const { t } = useWording();
  usePageTitle(t('updates.title'));
  const { data, error } = useQuery({
    queryKey: ['agent-updates'],
    queryFn: ({ signal }) => api.agentUpdates(signal),
    refetchInterval: liveIntervalMs,
  });
  const groups = useQuery(groupsQuery);
  const isLoading = (data === undefined && error === null) || groups.isPending;
  return (
    <>
      <PageHead title={t('updates.title')} lead={t('updates.lead')} />
      <Stack maw={1000}>
        {isLoading && <Skeleton height={320} role="status" aria-label={t('common.loading')} />}
        <ProblemAlert error={error ?? groups.error} />
        {data !== undefined && !isLoading && <Loaded updates={data} groups={groups.data?.items ?? []} />}
      </Stack>
    </>
  );
}

type LoadedProps = { updates: AgentUpdates; groups: readonly DeviceGroup[] };

function Loaded({ updates: { releaseKeys, releases, rollouts }, groups }: LoadedProps) {
  const { t } = useWording();
  const failing = rollouts.find(({ state, failed }) => state !== 'ended' && failed > 0);
  return (
    <>
      {releaseKeys.length === 0 ? (
        <Alert color="yamabuki">
          <CommandLines text={t('updates.noKey')} of="key" />
        </Alert>
      ) : (
        <Text size="sm">{t('updates.keys', { names: releaseKeys.map(({ name }) => name).join(', ') })}</Text>
      )}
      <Rollouts rollouts={rollouts} groups={groups} />
      {failing !== undefined && <FailedDevices rollout={failing} />}
      <Releases releases={releases} groups={groups} isFree={rollouts.every(({ state }) => state === 'ended')} />
    </>
  );
}

type RolloutsProps = { rollouts: readonly Rollout[]; groups: readonly DeviceGroup[] };

function Rollouts({ rollouts, groups }: RolloutsProps) {
  const { t, dateTime } = useWording();
  const may = useMay();
  const [changing, setChanging] = useState<Rollout | null>(null);
  return (
    <Section title={t('updates.rollouts')}>
      {rollouts.length === 0 ? (
        <Text size="sm">{t('updates.rollouts.none')}</Text>
      ) : (
        <SimpleTable
          label={t('updates.rollouts')}
          minWidth={800}
          head={[
            t('updates.column.version'),
            t('updates.column.state'),
            t('updates.column.target'),
            t('updates.column.percent'),
            t('updates.column.progress'),
            t('updates.column.at'),
            t('updates.column.action'),
          ]}
          rows={rollouts.map((rollout) => ({
            key: rollout.id,
            cells: [
              rollout.version,
              <Badge key="state" color={colors[rollout.state]}>
                {t(`updates.state.${rollout.state}`)}
              </Badge>,
              groupNames(rollout, groups, t),
              `${rollout.percent} %`,
              t('updates.progress', {
                updated: rollout.updated,
                offered: rollout.offered,
                failed: rollout.failed,
              }),
              dateTime(rollout.startedAt),
              rollout.state !== 'ended' && may('system.write') && (
                <Button key="change" size="xs" variant="default" onClick={() => setChanging(rollout)}>
                  {t('updates.change')}
                </Button>
              ),
            ],
          }))}
        />
      )}
      {changing !== null && <ChangeRollout rollout={changing} groups={groups} onClose={() => setChanging(null)} />}
    </Section>
  );
}

type ReleasesProps = {
  releases: readonly Release[];
  groups: readonly DeviceGroup[];
  /** No rollout is under way. */
  isFree: boolean;
};

function Releases({ releases, groups, isFree }: ReleasesProps) {
  const { t, dateTime } = useWording();
  const [starting, setStarting] = useState<Release | null>(null);
  const [deleting, setDeleting] = useState<Release | null>(null);
  return (
    <Section title={t('updates.releases')}>
      {releases.length === 0 ? (
        <CommandLines text={t('updates.releases.none')} of="release" />
      ) : (
        <SimpleTable
          label={t('updates.releases')}
          minWidth={640}
          head={[
            t('updates.column.version'),
            t('updates.column.systems'),
            t('updates.column.until'),
            t('updates.column.added'),
            t('updates.column.action'),
          ]}
          rows={releases.map((release) => ({
            key: release.id,
            cells: [
              release.version,
              release.targets.map(({ platform, architecture }) => `${systems[platform]} ${architecture}`).join(', '),
              dateTime(release.notAfter),
              dateTime(release.addedAt),
              <ReleaseActions
                key="actions"
                release={release}
                isFree={isFree}
                onStart={() => setStarting(release)}
                onDelete={() => setDeleting(release)}
              />,
            ],
          }))}
        />
      )}
      {starting !== null && <StartRollout release={starting} groups={groups} onClose={() => setStarting(null)} />}
      {deleting !== null && <DeleteRelease release={deleting} onClose={() => setDeleting(null)} />}
    </Section>
  );
}
