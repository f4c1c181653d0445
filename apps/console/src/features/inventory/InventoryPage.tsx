/** Inventories of all devices: hardware as charts, software as a list. */
import { Skeleton, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SoftwarePanel } from './SoftwarePanel.tsx';

// The charts are large; the list of software does without them.
const FiguresPanel = lazy(async () => ({ default: (await import('./FiguresPanel.tsx')).FiguresPanel }));

export function InventoryPage() {
  const { t } = useWording();
  usePageTitle(t('fleet.title'));
  const view = useSearch({ from: '/shell/inventory' });
  const navigate = useNavigate({ from: '/inventory' });
  return (
    <>
      <PageHead title={t('fleet.title')} lead={t('fleet.lead')} />
      <Tabs
        value={view.tab ?? 'hardware'}
        onChange={(tab) => void navigate({ search: tab === 'software' ? { tab } : {} })}
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="hardware">{t('fleet.tab.hardware')}</Tabs.Tab>
          <Tabs.Tab value="software">{t('fleet.tab.software')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="hardware">
          <Suspense fallback={<Skeleton height={320} role="status" aria-label={t('common.loading')} />}>
            <FiguresPanel />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="software">
          <SoftwarePanel view={view} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
