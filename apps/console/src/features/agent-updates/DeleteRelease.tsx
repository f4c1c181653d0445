/** Deletes a release after a question; the server refuses while a rollout of it has not ended. */
import type { Release } from '@sekisho/contracts';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useRolloutAct } from './use-rollout-act.ts';

type Props = { release: Release; onClose: () => void };

export function DeleteRelease({ release: { id, version }, onClose }: Props) {
  const { t } = useWording();
  const remove = useRolloutAct(() => api.deleteRelease(id), t('updates.deleted', { version }), onClose);
  return (
    <ConfirmDialog
      title={t('updates.delete.title', { version })}
      text={t('updates.delete.text')}
      confirm={t('common.delete')}
      error={remove.error}
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
