/** Revokes a download after a question: nobody registers with its file any more. */
import type { InstallerDownload } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useNotices } from '../../ui/use-notices.ts';

type Props = { download: InstallerDownload; onClose: () => void };

export function RevokeDownload({ download: { id, fileName }, onClose }: Props) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.revokeInstallerDownload(id),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['installers', 'downloads'] });
      notices.done(t('deploy.revoked'));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('deploy.revoke.title')}
      text={t('deploy.revoke.text', { file: fileName })}
      confirm={t('deploy.revoke')}
      error={revoke.error}
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
