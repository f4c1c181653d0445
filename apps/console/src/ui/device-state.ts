/** How each state of a device looks: colour and picture never stand without the word. */
import type { DeviceStateName } from '@sekisho/contracts';
import {
  IconAlertTriangle,
  IconCircleFilled,
  IconCircleX,
  IconClipboardList,
  IconClockHour3,
  IconCloudOff,
  IconDeviceSim,
  IconEraser,
  IconLock,
  IconRefresh,
} from '@tabler/icons-react';

type Look = { color: string; variant: 'light' | 'filled' | 'outline'; Icon: typeof IconLock };

export const stateLooks: Readonly<Record<DeviceStateName, Look>> = {
  deregistered: { color: 'gray', variant: 'outline', Icon: IconCircleX },
  'wipe-incomplete': { color: 'shu', variant: 'filled', Icon: IconAlertTriangle },
  wiped: { color: 'gray', variant: 'filled', Icon: IconEraser },
  wiping: { color: 'shu', variant: 'filled', Icon: IconEraser },
  'remote-locked': { color: 'shu', variant: 'light', Icon: IconLock },
  'sim-locked': { color: 'fuji', variant: 'light', Icon: IconDeviceSim },
  'timer-locked': { color: 'yamabuki', variant: 'light', Icon: IconClockHour3 },
  'timer-lock-expected': { color: 'yamabuki', variant: 'outline', Icon: IconClockHour3 },
  pending: { color: 'kobai', variant: 'light', Icon: IconRefresh },
  online: { color: 'wakatake', variant: 'light', Icon: IconCircleFilled },
  offline: { color: 'gray', variant: 'light', Icon: IconCloudOff },
  'inventory-only': { color: 'gray', variant: 'light', Icon: IconClipboardList },
};
