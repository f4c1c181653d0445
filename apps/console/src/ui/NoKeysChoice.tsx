/** 'No keys' beside a lock: whoever has the device may have an unlock key too. */
import { Checkbox } from '@mantine/core';
import { useWording } from '../i18n/WordingProvider.tsx';

type Props = { checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void };

export function NoKeysChoice({ checked, disabled = false, onChange }: Props) {
  const { t } = useWording();
  return (
    <Checkbox
      label={t('emergency.lock.noKeys')}
      description={t('emergency.lock.noKeys.help')}
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
