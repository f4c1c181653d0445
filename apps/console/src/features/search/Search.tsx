/** One search box for devices, pages and actions (Ctrl+K). */

import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconDeviceDesktop, IconPackages, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { deviceSearchQuery } from '../../api/queries.ts';
import { places } from '../../app/navigation.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useClientPages } from '../client-deployment/use-client-pages.ts';
import { matches } from './search-match.ts';
import { useActions } from './use-actions.ts';
import '@mantine/spotlight/styles.layer.css';

export function Search({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useWording();
  const [query, setQuery] = useState('');
  const typed = query.trim();
  const navigate = useNavigate();
  const may = useMay();
  const ofClients = useClientPages().flatMap((section) => section.pages);
  const pages = [
    ...places.filter(({ permission }) => may(permission)).map(({ to, key, Icon }) => ({ to, title: t(key), Icon })),
    // Many, and all of one place: only for who looks for them.
    ...(typed === '' ? [] : ofClients.map(({ to, title }) => ({ to, title, Icon: IconPackages }))),
  ].filter(({ title }) => matches(title, typed));
  const actions = useActions().filter(({ label }) => typed !== '' && matches(label, typed));
  const { devices, searching } = useDevices(opened ? typed : '');
  const close = () => {
    onClose();
    setQuery('');
  };
  const run = (action: () => void) => () => {
    close();
    action();
  };
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      forceOpened={opened}
      onSpotlightClose={close}
      shortcut={null}
      scrollable
      maxHeight={420}
      radius="md"
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
    >
      <Spotlight.Search
        onKeyDown={takeFirst}
        placeholder={t('search.placeholder')}
        aria-label={t('search.placeholder')}
        leftSection={<IconSearch size={19} />}
      />
      <Spotlight.ActionsList>
        {devices.length > 0 && (
          <Spotlight.ActionsGroup label={t('search.group.devices')}>
            {devices.map(({ id, computerName, userName, group, state }) => (
              <Spotlight.Action
                key={id}
                label={computerName}
                description={[userName, group?.name].filter(Boolean).join(' · ')}
                leftSection={<IconDeviceDesktop size={20} aria-hidden="true" />}
                rightSection={<StateBadge state={state} />}
                onClick={run(() => void navigate({ to: '/devices/$deviceId', params: { deviceId: id } }))}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label={t('search.group.pages')}>
            {pages.map(({ to, title, Icon }) => (
              <Spotlight.Action
                key={to}
                label={title}
                leftSection={<Icon size={20} aria-hidden="true" />}
                onClick={run(() => void navigate({ to }))}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {actions.length > 0 && (
          <Spotlight.ActionsGroup label={t('search.group.actions')}>
            {actions.map(({ label, run: act }) => (
              <Spotlight.Action key={label} label={label} onClick={run(act)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {devices.length + pages.length + actions.length === 0 && (
          <Spotlight.Empty>{searching ? t('common.loading') : t('search.nothing', { query: typed })}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Enter takes what stands first, also when it came after the last key was pressed and nothing is marked yet. */
function takeFirst({ key, nativeEvent, currentTarget }: KeyboardEvent<HTMLInputElement>) {
  if (key !== 'Enter' || nativeEvent.isComposing) return;
  const dialog = currentTarget.closest('[role=dialog]');
  if (dialog?.querySelector('[data-selected]') === null) dialog.querySelector<HTMLElement>('[data-action]')?.click();
}

/** The devices for what is typed. Until they have come, those of the last answer that fit as well: Enter must never take one that does not. */
function useDevices(typed: string) {
  const [keyword] = useDebouncedValue(typed, 120);
  const { data, isPlaceholderData, isFetching } = useQuery({ ...deviceSearchQuery(keyword), enabled: keyword !== '' });
  const searching = typed !== '' && (isFetching || keyword !== typed);
  const items = typed === '' ? [] : (data?.items ?? []);
  if (!isPlaceholderData && keyword === typed) return { devices: items, searching };
  const fits = ({ computerName, userName, note, group }: (typeof items)[number]) =>
    [computerName, userName, note, group?.name ?? ''].some((text) => text.includes(typed));
  return { devices: items.filter(fits), searching };
}
