/** A length of time as a number and a unit; tells milliseconds, or NaN while it is no number. */
import { Group, Input, NumberInput, Select } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useWording } from '../i18n/WordingProvider.tsx';
import { durationParts } from '../i18n/wording.ts';

const unitsMs = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
type Unit = keyof typeof unitsMs;
const unitNames = Object.keys(unitsMs) as Unit[];

type Props = {
  label: string;
  description: ReactNode;
  valueMs: number;
  onChange: (valueMs: number) => void;
  error: string | undefined;
  disabled?: boolean;
};

export function DurationInput({ label, description, valueMs, onChange, error, disabled = false }: Props) {
  const { t } = useWording();
  const id = useId();
  const [typed, setTyped] = useState<{ amount: number | string; unit: Unit }>(() => {
    const { value, unit } = durationParts(valueMs);
    return { amount: value, unit };
  });
  const change = (amount: number | string, unit: Unit) => {
    setTyped({ amount, unit });
    onChange(amount === '' ? Number.NaN : Math.round(Number(amount) * unitsMs[unit]));
  };
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error} labelElement="label">
      <Group gap={8} mt={4}>
        <NumberInput
          id={id}
          size="sm"
          w={110}
          min={1}
          allowNegative={false}
          allowDecimal={false}
          clampBehavior="none"
          value={typed.amount}
          onChange={(amount) => change(amount, typed.unit)}
          error={error !== undefined}
          aria-describedby={`${id}-description${error === undefined ? '' : ` ${id}-error`}`}
          disabled={disabled}
        />
        <Select
          w={120}
          allowDeselect={false}
          aria-label={t('policy.unit', { field: label })}
          data={unitNames.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
          value={typed.unit}
          onChange={(unit) => change(typed.amount, unit as Unit)}
          disabled={disabled}
        />
      </Group>
    </Input.Wrapper>
  );
}
