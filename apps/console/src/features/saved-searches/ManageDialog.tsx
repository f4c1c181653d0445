/** Saved searches that one may change: renamed, shared, deleted. */
import { ActionIcon, Group, Modal, Text } from '@mantine/core';
import type { SavedSearch } from '@sekisho/contracts';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { savedSearchesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import type { DeviceFilters } from '../device-list/device-filters.ts';
import { SaveDialog } from './SaveDialog.tsx';

type Props = { filters: DeviceFilters; onClose: () => void };
type Act = { what: 'change' | 'delete'; search: SavedSearch };

export function ManageDialog({ filters, onClose }: Props) {
  const { t } = useWording();
  const [act, setAct] = useState<Act | null>(null);
  const { data } = useQuery(savedSearchesQuery);
  const done = () => setAct(null);
  if (act?.what === 'change') return <SaveDialog search={act.search} filters={filters} onClose={done} />;
  if (act?.what === 'delete') return <DeleteDialog search={act.search} onClose={done} />;
  const searches = (data?.items ?? []).filter(({ mayChange }) => mayChange);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('searches.manage.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {searches.length === 0 ? (
        <Text>{t('searches.none')}</Text>
      ) : (
        <SimpleTable
          label={t('searches.manage.title')}
          head={[t('searches.name'), t('searches.scope'), t('searches.madeBy'), '']}
          rows={searches.map((search) => ({
            key: search.id,
            cells: [
              search.name,
              t(search.shared ? 'searches.shared' : 'searches.own'),
              search.madeBy ?? t('searches.madeBy.gone'),
              <Actions key="acts" search={search} onAct={setAct} />,
            ],
          }))}
        />
      )}
    </Modal>
  );
}

function Actions({ search, onAct }: { search: SavedSearch; onAct: (act: Act) => void }) {
  const { t } = useWording();
  const { name } = search;
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <ActionIcon aria-label={t('searches.change', { name })} onClick={() => onAct({ what: 'change', search })}>
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon aria-label={t('searches.delete', { name })} onClick={() => onAct({ what: 'delete', search })}>
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

function DeleteDialog({ search: { id, name }, onClose }: { search: SavedSearch; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteSavedSearch(id),
    onSuccess: async () => {
      await queryClient.invalidateQueries(savedSearchesQuery);
      notices.done(t('searches.deleted', { name }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('searches.delete.title')}
      text={t('searches.delete.text', { name })}
      confirm={t('common.delete')}
      error={remove.error}
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
