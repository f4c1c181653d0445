/** Starts a rollout after a question: to whom, how many may fail, how long a device has. */
import { NumberInput, Stack, Text } from '@mantine/core';
import type { DeviceGroup, Release } from '@sekisho/contracts';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { StageFields } from './StageFields.tsx';
import { groupIdsOf, isSound, type Stage } from './stage.ts';
import { useRolloutAct } from './use-rollout-act.ts';

type Props = { release: Release; groups: readonly DeviceGroup[]; onClose: () => void };

export function StartRollout({ release: { id, version }, groups, onClose }: Props) {
  const { t } = useWording();
  const [stage, setStage] = useState<Stage>({ percent: 5, groups: null });
  const [toleratedFailures, setTolerated] = useState(3);
  const [minutes, setMinutes] = useState(10);
  const { percent } = stage;
  const checkInWithinSeconds = minutes * 60;
  const start = useRolloutAct(
    () =>
      api.startRollout({
        releaseId: id,
        percent,
        groupIds: groupIdsOf(stage),
        toleratedFailures,
        checkInWithinSeconds,
      }),
    t('updates.started'),
    onClose,
  );
  const fields = (
    <Stack gap="sm">
      <Text size="sm">{t('updates.start.text')}</Text>
      <StageFields stage={stage} groups={groups} onChange={setStage} />
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
      disabled={!isSound(stage) || minutes < 1}
      onConfirm={() => start.mutate()}
      onClose={onClose}
    />
  );
}
