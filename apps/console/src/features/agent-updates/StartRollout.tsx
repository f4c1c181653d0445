/** Starts a rollout after a question: to how many, how many may fail, how long a device has. */
import { NumberInput, Stack, Text } from '@mantine/core';
import type { Release } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useNotices } from '../../ui/use-notices.ts';

type Props = { release: Release; onClose: () => void };

export function StartRollout({ release: { id, version }, onClose }: Props) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const [percent, setPercent] = useState(5);
  const [toleratedFailures, setTolerated] = useState(3);
  const [minutes, setMinutes] = useState(10);
  const start = useMutation({
    mutationFn: () =>
      api.startRollout({
        releaseId: id,
        percent,
        groupIds: null,
        toleratedFailures,
        checkInWithinSeconds: minutes * 60,
      }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['agent-updates'] });
      notices.done(t('updates.started'));
      onClose();
    },
  });
  const fields = (
    <Stack gap="sm">
      <Text size="sm">{t('updates.start.text')}</Text>
      <NumberInput
        label={t('updates.percent')}
        min={1}
        max={100}
        clampBehavior="strict"
        value={percent}
        onChange={(value) => setPercent(Number(value))}
      />
      <NumberInput
        label={t('updates.tolerated')}
        description={t('updates.tolerated.lead')}
        min={0}
        max={100_000}
        clampBehavior="strict"
        value={toleratedFailures}
        onChange={(value) => setTolerated(Number(value))}
      />
      <NumberInput
        label={t('updates.minutes')}
        min={1}
        max={60}
        clampBehavior="strict"
        value={minutes}
        onChange={(value) => setMinutes(Number(value))}
      />
    </Stack>
  );
  return (
    <ConfirmDialog
      title={t('updates.start.title', { version })}
      text={fields}
      confirm={t('updates.start')}
      error={start.error}
      pending={start.isPending}
      disabled={percent < 1 || minutes < 1}
      onConfirm={() => start.mutate()}
      onClose={onClose}
    />
  );
}
