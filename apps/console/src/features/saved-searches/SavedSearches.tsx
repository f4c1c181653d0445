/** Saved searches in the toolbar of the list: chosen, kept, managed. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import type { SavedSearch } from '@sekisho/contracts';
import { IconBookmark } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { savedSearchesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { type DeviceFilters, isFiltered, parseDeviceFilters } from '../device-list/device-filters.ts';

const SaveDialog = lazy(async () => ({ default: (await import('./SaveDialog.tsx')).SaveDialog }));
const ManageDialog = lazy(async () => ({ default: (await import('./ManageDialog.tsx')).ManageDialog }));

export function SavedSearches({ filters }: { filters: DeviceFilters }) {
  const { t } = useWording();
  const [opened, setOpened] = useState<'save' | 'manage' | null>(null);
  const { data } = useQuery(savedSearchesQuery);
  const items = data?.items ?? [];
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={280} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Tooltip label={t('searches.menu')}>
            <ActionIcon size={34} variant="default" ml="auto" aria-label={t('searches.menu')}>
              <IconBookmark size={18} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          {items.length === 0 && <Menu.Label>{t('searches.none')}</Menu.Label>}
          <Choices label={t('searches.own')} searches={items.filter(({ shared }) => !shared)} />
          <Choices label={t('searches.shared')} searches={items.filter(({ shared }) => shared)} />
          <Menu.Divider />
          <Menu.Item disabled={!isFiltered(filters)} onClick={() => setOpened('save')}>
            {t('searches.save')}
          </Menu.Item>
          {items.some(({ mayChange }) => mayChange) && (
            <Menu.Item onClick={() => setOpened('manage')}>{t('searches.manage')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {opened === 'save' && <SaveDialog search={null} filters={filters} onClose={() => setOpened(null)} />}
        {opened === 'manage' && <ManageDialog filters={filters} onClose={() => setOpened(null)} />}
      </Suspense>
    </>
  );
}

function Choices({ label, searches }: { label: string; searches: readonly SavedSearch[] }) {
  const navigate = useNavigate({ from: '/' });
  if (searches.length === 0) return null;
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      {searches.map(({ id, name, view }) => (
        <Menu.Item key={id} onClick={() => void navigate({ search: parseDeviceFilters(view) })}>
          {name}
        </Menu.Item>
      ))}
    </>
  );
}
