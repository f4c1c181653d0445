/** One device: what it is, what state it is in and why, what is on its way to it, what happened to it; alive. */
import { Alert, Group, Skeleton, Stack, Tabs, Title } from '@mantine/core';
import type { DeviceDetail } from '@sekisho/contracts';
import { IconCloudOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { isPassing } from '../../api/problem.ts';
import { deviceQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { NowContext } from '../../ui/Ago.tsx';
import { BackLink } from '../../ui/BackLink.tsx';
import { ExcludedFunctions } from '../../ui/ExcludedFunctions.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNow } from '../../ui/use-now.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AssignmentForm } from './AssignmentForm.tsx';
import { CommandsPanel } from './CommandsPanel.tsx';
import { ChangesPanel } from './changes/ChangesPanel.tsx';
import classes from './DevicePage.module.css';
import { EmergencyPanel } from './EmergencyPanel.tsx';
import { FactsPanel } from './FactsPanel.tsx';
import { HardwarePanel } from './inventory/HardwarePanel.tsx';
import { SoftwarePanel } from './inventory/SoftwarePanel.tsx';
import { NetworkFacts } from './NetworkFacts.tsx';
import { StatePanel } from './StatePanel.tsx';
import { TimelinePanel } from './TimelinePanel.tsx';
import { WipePanel } from './WipePanel.tsx';

const LocationPanel = lazy(async () => ({
  default: (await import('./location/LocationPanel.tsx')).LocationPanel,
}));

export function DevicePage() {
  const { t, time } = useWording();
  const { deviceId } = useParams({ from: '/shell/devices/$deviceId' });
  const nowMs = useNow();
  const { data, error, isPending, dataUpdatedAt } = useQuery(deviceQuery(deviceId));
  usePageTitle(data?.computerName ?? t('home.column.computerName'));
  return (
    <NowContext value={nowMs}>
      <Stack gap="sm">
        <Link to="/" className="sekisho-link">
          <BackLink>{t('device.breadcrumb')}</BackLink>
        </Link>
        {isPending && <Skeleton height={240} role="status" aria-label={t('common.loading')} />}
        {error !== null && !(data !== undefined && isPassing(error)) && <ProblemAlert error={error} />}
        {error !== null && data !== undefined && isPassing(error) && (
          <Alert color="yamabuki" icon={<IconCloudOff />} role="status" py={8}>
            {t('shell.offline', { time: time(dataUpdatedAt) })}
          </Alert>
        )}
        {data !== undefined && <Device device={data} />}
      </Stack>
    </NowContext>
  );
}

function Device({ device }: { device: DeviceDetail }) {
  return (
    <>
      <Group gap="sm" mb={4}>
        <Title order={1}>{device.computerName}</Title>
        <StateBadge state={device.state} size="lg" />
        {device.pending && device.state !== 'pending' && <StateBadge state="pending" size="lg" />}
      </Group>
      <div className={classes['columns']}>
        <DeviceTabs device={device} />
        <div className={classes['side']}>
          <EmergencyPanel device={device} />
          <AssignmentForm key={device.id} device={device} />
        </div>
      </div>
    </>
  );
}

function DeviceTabs({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const may = useMay();
  const [tab, setTab] = useState<string | null>('overview');
  return (
    <Tabs value={tab} onChange={setTab} keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="overview">{t('device.tab.overview')}</Tabs.Tab>
        <Tabs.Tab value="hardware">{t('device.tab.hardware')}</Tabs.Tab>
        <Tabs.Tab value="software">{t('device.tab.software')}</Tabs.Tab>
        <Tabs.Tab value="changes">{t('device.tab.changes')}</Tabs.Tab>
        {may('locations.read') && <Tabs.Tab value="location">{t('device.tab.location')}</Tabs.Tab>}
        <Tabs.Tab value="timeline">{t('device.tab.timeline')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="overview">
        <Stack>
          <NetworkFacts device={device} />
          <StatePanel device={device} />
          <WipePanel deviceId={device.id} />
          <CommandsPanel deviceId={device.id} />
          <FactsPanel device={device} />
          <ExcludedFunctions clientKind={device.clientKind} />
          <TimelinePanel deviceId={device.id} brief />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="hardware">
        <HardwarePanel device={device} />
      </Tabs.Panel>
      <Tabs.Panel value="software">
        <SoftwarePanel device={device} />
      </Tabs.Panel>
      <Tabs.Panel value="changes">
        <ChangesPanel deviceId={device.id} />
      </Tabs.Panel>
      <Tabs.Panel value="location">
        <Suspense fallback={<Skeleton height={320} role="status" aria-label={t('common.loading')} />}>
          <LocationPanel device={device} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="timeline">
        <TimelinePanel deviceId={device.id} />
      </Tabs.Panel>
    </Tabs>
  );
}
