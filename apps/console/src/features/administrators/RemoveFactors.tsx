/** Removes the second factors of somebody who has lost them. */
import type { Administrator } from '@sekisho/contracts';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useAdministratorAct } from './use-administrator-act.ts';

type Props = { administrator: Administrator; onClose: () => void };

export function RemoveFactors({ administrator: { id, loginId }, onClose }: Props) {
  const { t } = useWording();
  const act = useAdministratorAct(
    () => api.removeSecondFactorsOf(id),
    t('administrators.factors.removed', { loginId }),
    onClose,
  );
  return (
    <ConfirmDialog
      title={t('administrators.factors.title', { loginId })}
      text={t('administrators.factors.text')}
      confirm={t('administrators.factors.confirm')}
      error={act.error}
      pending={act.isPending}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    />
  );
}
