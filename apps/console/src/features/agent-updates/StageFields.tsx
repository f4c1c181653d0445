/** Which devices a rollout reaches: all or those of some groups, and how many of them. */
import { MultiSelect, NumberInput, Radio, Stack } from '@mantine/core';
import type { DeviceGroup } from '@sekisho/contracts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { mostGroups, type Stage } from './stage.ts';

type Props = { stage: Stage; groups: readonly DeviceGroup[]; onChange: (stage: Stage) => void };

export function StageFields({ stage, groups, onChange }: Props) {
  const { t, compare } = useWording();
  const sorted = [...groups].sort((left, right) => compare(left.name, right.name));
  return (
    <>
      <Radio.Group
        label={t('updates.target')}
        value={stage.groups === null ? 'everybody' : 'groups'}
        onChange={(choice) => onChange({ ...stage, groups: choice === 'everybody' ? null : [] })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="everybody" label={t('updates.target.everybody')} />
          <Radio value="groups" label={t('updates.target.groups')} disabled={groups.length === 0} />
        </Stack>
      </Radio.Group>
      {stage.groups !== null && (
        <MultiSelect
          label={t('updates.groups')}
          description={t('updates.groups.lead')}
          searchable
          maxValues={mostGroups}
          data={sorted.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={[...stage.groups]}
          onChange={(chosen) => onChange({ ...stage, groups: chosen })}
        />
      )}
      <NumberInput
        label={t('updates.percent')}
        min={1}
        max={100}
        allowDecimal={false}
        clampBehavior="strict"
        value={stage.percent}
        onChange={(value) => onChange({ ...stage, percent: Number(value) })}
      />
    </>
  );
}
