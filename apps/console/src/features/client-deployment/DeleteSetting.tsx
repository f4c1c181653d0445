/** Deletes an installer setting after a question. */
import type { InstallerSetting } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { installerSettingsQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useNotices } from '../../ui/use-notices.ts';

export function DeleteSetting({ setting: { id, name }, onClose }: { setting: InstallerSetting; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteInstallerSetting(id),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: installerSettingsQuery.queryKey });
      notices.done(t('deploy.deleted', { name }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('deploy.delete.title', { name })}
      text={t('deploy.delete.text')}
      confirm={t('common.delete')}
      error={remove.error}
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
