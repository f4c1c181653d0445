/** Deletes add-on software after a question. */
import type { AddOnSoftware } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { addOnSoftwareQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useNotices } from '../../ui/use-notices.ts';

type Props = { addOn: AddOnSoftware; onClose: () => void };

export function DeleteAddOn({ addOn: { id, name, version }, onClose }: Props) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const called = `${name} ${version}`;
  const remove = useMutation({
    mutationFn: () => api.deleteAddOnSoftware(id),
    onSuccess: async () => {
      await queryClient.invalidateQueries(addOnSoftwareQuery);
      notices.done(t('add-on.deleted', { name: called }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('add-on.delete.title', { name: called })}
      text={t('add-on.delete.text')}
      confirm={t('common.delete')}
      error={remove.error}
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
