/** The state of a device at a glance. */
import { Badge } from '@mantine/core';
import type { DeviceStateName } from '@sekisho/contracts';
import { useWording } from '../i18n/WordingProvider.tsx';
import { stateLooks } from './device-state.ts';

export function StateBadge({ state, size = 'md' }: { state: DeviceStateName; size?: 'md' | 'lg' }) {
  const { t } = useWording();
  const { color, variant, Icon } = stateLooks[state];
  const iconSize = state === 'online' ? 8 : size === 'lg' ? 15 : 13;
  return (
    <Badge
      color={color}
      variant={variant}
      size={size}
      data-state={state}
      leftSection={<Icon size={iconSize} stroke={2.2} aria-hidden="true" />}
    >
      {t(`state.${state}`)}
    </Badge>
  );
}
