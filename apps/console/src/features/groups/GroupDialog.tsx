/** Creates or renames a group. */
import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { DeviceGroup } from '@sekisho/contracts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { isReservedName } from './group-name.ts';

export function GroupDialog({ group, onClose }: { group: DeviceGroup | undefined; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { name: group?.name ?? '' },
    validateInputOnChange: true,
    validate: { name: (name) => (name.trim() === '' ? t('common.required') : null) },
  });
  const save = useMutation({
    mutationFn: (name: string) =>
      group === undefined ? api.createGroup({ name }) : api.renameGroup(group.id, { name }),
    onSuccess: (_saved, name) => {
      void queryClient.invalidateQueries({ queryKey: ['groups'] });
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
      notices.done(t(group === undefined ? 'groups.created' : 'groups.renamed', { name }));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(group === undefined ? 'groups.create.title' : 'groups.rename.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={form.onSubmit(({ name }) => save.mutate(name.trim()))} noValidate>
        <Stack>
          <TextInput label={t('groups.name')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
          {isReservedName(form.values.name) && (
            <Alert color="yamabuki" icon={<IconAlertTriangle />} role="status">
              {t('groups.name.reserved')}
            </Alert>
          )}
          <ProblemAlert error={save.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t(group === undefined ? 'common.create' : 'common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
