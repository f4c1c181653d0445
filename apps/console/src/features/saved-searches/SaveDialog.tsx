/** Keeps the conditions of the list by name, or changes what was kept. */
import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { SavedSearch, SavedSearchSave } from '@sekisho/contracts';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { savedSearchesQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { type DeviceFilters, isFiltered } from '../device-list/device-filters.ts';

type Props = {
  /** `null`: a new one. */
  search: SavedSearch | null;
  filters: DeviceFilters;
  onClose: () => void;
};

export function SaveDialog({ search, filters, onClose }: Props) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { add: _add, ...current } = filters;
  const form = useForm({
    initialValues: { name: search?.name ?? '', shared: search?.shared ?? false, useCurrent: search === null },
    validate: { name: (name) => (name.trim() === '' ? t('common.required') : null) },
  });
  const save = useMutation({
    mutationFn: (body: SavedSearchSave) =>
      search === null ? api.createSavedSearch(body) : api.changeSavedSearch(search.id, body),
    onSuccess: ({ name }) => {
      void queryClient.invalidateQueries(savedSearchesQuery);
      notices.done(t('searches.saved', { name }));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(search === null ? 'searches.save.title' : 'searches.change.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        noValidate
        onSubmit={form.onSubmit(({ name, shared, useCurrent }) =>
          save.mutate({ name, shared, view: search === null || useCurrent ? current : search.view }),
        )}
      >
        <Stack>
          <TextInput label={t('searches.name')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
          {session.administrator.role === 'organization' && (
            <Checkbox label={t('searches.share')} {...form.getInputProps('shared', { type: 'checkbox' })} />
          )}
          {search !== null && isFiltered(filters) && (
            <Checkbox label={t('searches.useCurrent')} {...form.getInputProps('useCurrent', { type: 'checkbox' })} />
          )}
          <ProblemAlert error={save.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
