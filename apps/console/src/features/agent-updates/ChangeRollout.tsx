/** Widens, pauses, goes on with or ends a rollout, or has failed devices try again. */
import { Checkbox, Select, Stack, Text } from '@mantine/core';
import type { DeviceGroup, Rollout, RolloutChange } from '@sekisho/contracts';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { StageFields } from './StageFields.tsx';
import { changeOf, choiceOf, isSound, stageOf } from './stage.ts';
import { useRolloutAct } from './use-rollout-act.ts';

type Props = { rollout: Rollout; groups: readonly DeviceGroup[]; onClose: () => void };

const choices = ['running', 'paused', 'ended'] as const;

export function ChangeRollout({ rollout, groups, onClose }: Props) {
  const { id, version } = rollout;
  const { t } = useWording();
  const [before] = useState(() => stageOf(rollout, groups));
  const [stage, setStage] = useState(before);
  const [choice, setChoice] = useState(choiceOf(rollout));
  const [tryAgain, setTryAgain] = useState(false);
  const wanted = changeOf(rollout, before, { stage, choice, tryAgain });
  const change = useRolloutAct(() => api.changeRollout(id, wanted as RolloutChange), t('updates.changed'), onClose);
  const fields = (
    <Stack gap="sm">
      <Text size="sm">{t('updates.change.text')}</Text>
      <Select
        label={t('updates.choice')}
        allowDeselect={false}
        data={choices.map((value) => ({ value, label: t(`updates.choice.${value}`) }))}
        value={choice}
        onChange={(value) => setChoice(choices.find((each) => each === value) ?? 'paused')}
      />
      <StageFields stage={stage} groups={groups} onChange={setStage} />
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
      disabled={wanted === null || (('percent' in wanted || 'groupIds' in wanted) && !isSound(stage))}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    />
  );
}
