/** Widens, pauses, goes on with or ends a rollout, or has failed devices try again. */
import { Checkbox, NumberInput, Select, Stack, Text } from '@mantine/core';
import type { Rollout } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useNotices } from '../../ui/use-notices.ts';

type Props = { rollout: Rollout; onClose: () => void };

const choices = ['running', 'paused', 'ended'] as const;

export function ChangeRollout({ rollout: { id, version, state: before, percent: now }, onClose }: Props) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const [percent, setPercent] = useState(now);
  const [state, setState] = useState<(typeof choices)[number]>(before === 'running' ? 'running' : 'paused');
  const [tryAgain, setTryAgain] = useState(false);
  const change = useMutation({
    mutationFn: () => api.changeRollout(id, { state, percent, ...(tryAgain ? { tryAgain: true } : {}) }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['agent-updates'] });
      notices.done(t('updates.changed'));
      onClose();
    },
  });
  const fields = (
    <Stack gap="sm">
      <Text size="sm">{t('updates.change.text')}</Text>
      <Select
        label={t('updates.choice')}
        allowDeselect={false}
        data={choices.map((value) => ({ value, label: t(`updates.choice.${value}`) }))}
        value={state}
        onChange={(value) => setState(choices.find((each) => each === value) ?? 'paused')}
      />
      <NumberInput
        label={t('updates.percent')}
        min={1}
        max={100}
        clampBehavior="strict"
        value={percent}
        onChange={(value) => setPercent(Number(value))}
      />
      <Checkbox
        label={t('updates.tryAgain')}
        checked={tryAgain}
        onChange={(event) => setTryAgain(event.currentTarget.checked)}
      />
    </Stack>
  );
  return (
    <ConfirmDialog
      title={t('updates.change.title', { version })}
      text={fields}
      confirm={t('updates.save')}
      error={change.error}
      pending={change.isPending}
      disabled={percent < 1}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    />
  );
}
