/** Deletes an administrator, after saying what ends with it. */
import type { Administrator } from '@sekisho/contracts';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useAdministratorAct } from './use-administrator-act.ts';

type Props = { administrator: Administrator; onClose: () => void };

export function DeleteAdministrator({ administrator: { id, loginId }, onClose }: Props) {
  const { t } = useWording();
  const act = useAdministratorAct(() => api.deleteAdministrator(id), t('administrators.deleted', { loginId }), onClose);
  return (
    <ConfirmDialog
      title={t('administrators.delete.title', { loginId })}
      text={t('administrators.delete.text')}
      confirm={t('administrators.delete.confirm', { loginId })}
      error={act.error}
      pending={act.isPending}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    />
  );
}
