/** When devices under this policy collect their inventory, and what of it. */
import { Checkbox, Group, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type InventorySchedule, inventorySectionChoices } from '@sekisho/contracts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { DurationInput } from '../../../ui/DurationInput.tsx';
import { Section } from '../../../ui/Section.tsx';
import {
  inventoryOf,
  minuteMs,
  minuteOfDayOf,
  scheduleKinds,
  timeText,
  usualSchedules,
  weekdays,
} from './inventory.ts';
import type { SectionProps } from './section.ts';

export function InventorySection(props: SectionProps) {
  const { t } = useWording();
  const { settings, faults, frozen, set } = props;
  const inventory = inventoryOf(settings);
  return (
    <Section title={t('policy.inventory.title')}>
      <Stack>
        <Radio.Group
          label={t('policy.inventory.schedule')}
          value={inventory.schedule.kind}
          onChange={(kind) =>
            set({ inventory: { ...inventory, schedule: usualSchedules[kind as InventorySchedule['kind']] } })
          }
        >
          <Stack gap={6} mt={6}>
            {scheduleKinds.map((kind) => (
              <Radio key={kind} value={kind} label={t(`policy.inventory.${kind}`)} disabled={frozen} />
            ))}
          </Stack>
        </Radio.Group>
        <Schedule {...props} onChange={(schedule) => set({ inventory: { ...inventory, schedule } })} />
        <Checkbox.Group
          label={t('policy.inventory.sections')}
          description={t('policy.inventory.sections.help')}
          value={inventory.sections}
          error={faults['inventorySections']}
          onChange={(chosen) =>
            // In the order of the list, so that the same choice is the same value.
            set({
              inventory: { ...inventory, sections: inventorySectionChoices.filter((name) => chosen.includes(name)) },
            })
          }
        >
          <Group gap="md" my={8}>
            {inventorySectionChoices.map((name) => (
              <Checkbox key={name} value={name} label={t(`deploy.sections.${name}`)} disabled={frozen} />
            ))}
          </Group>
        </Checkbox.Group>
      </Stack>
    </Section>
  );
}

type ScheduleProps = SectionProps & { onChange: (schedule: InventorySchedule) => void };

function Schedule({ settings, faults, frozen, onChange }: ScheduleProps) {
  const { t } = useWording();
  const { schedule } = inventoryOf(settings);
  if (schedule.kind === 'interval')
    return (
      <DurationInput
        label={t('policy.inventory.every')}
        description={t('policy.inventory.every.help')}
        valueMs={schedule.everyMs}
        onChange={(everyMs) => onChange({ ...schedule, everyMs })}
        error={faults['inventoryEvery']}
        disabled={frozen}
      />
    );
  if (schedule.kind !== 'times')
    return (
      <Text size="sm" c="dimmed">
        {t(`policy.inventory.${schedule.kind}.help`)}
      </Text>
    );
  return (
    <>
      <Checkbox.Group
        label={t('policy.inventory.weekdays')}
        value={schedule.weekdays.map(String)}
        error={faults['inventoryWeekdays']}
        onChange={(chosen) =>
          onChange({ ...schedule, weekdays: weekdays.filter((day) => chosen.includes(String(day))) })
        }
      >
        <Group gap="md" my={8}>
          {weekdays.map((day) => (
            <Checkbox key={day} value={String(day)} label={t(`policy.inventory.weekday.${day}`)} disabled={frozen} />
          ))}
        </Group>
      </Checkbox.Group>
      <TextInput
        type="time"
        label={t('policy.inventory.time')}
        description={t('policy.inventory.time.help')}
        maw={220}
        value={timeText(schedule.minuteOfDay)}
        onChange={(event) => onChange({ ...schedule, minuteOfDay: minuteOfDayOf(event.currentTarget.value) })}
        error={faults['inventoryTime']}
        disabled={frozen}
      />
      <NumberInput
        label={t('policy.inventory.spread')}
        description={t('policy.inventory.spread.help')}
        suffix={t('policy.inventory.spread.unit')}
        maw={220}
        min={0}
        max={720}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        value={schedule.spreadMs / minuteMs}
        onChange={(minutes) =>
          onChange({ ...schedule, spreadMs: typeof minutes === 'number' ? minutes * minuteMs : Number.NaN })
        }
        error={faults['inventorySpread']}
        disabled={frozen}
      />
    </>
  );
}
