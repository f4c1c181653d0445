/** The sections of a policy's page, in the order in which a person meets them: one line each here and in section-rules.ts. */
import { CheckInSection } from './CheckInSection.tsx';
import { InventorySection } from './InventorySection.tsx';
import { LocationSection } from './LocationSection.tsx';
import { LockScreenSection } from './LockScreenSection.tsx';
import { ProxySection } from './ProxySection.tsx';
import { SimSection } from './SimSection.tsx';
import { SsidsSection } from './SsidsSection.tsx';
import type { PolicySection } from './section.ts';
import { TimerLockSection } from './TimerLockSection.tsx';
import { UnlockKeySection } from './UnlockKeySection.tsx';
import { WipeSection } from './WipeSection.tsx';

export const policySections: readonly PolicySection[] = [
  { name: 'checkIn', Section: CheckInSection },
  { name: 'timerLock', Section: TimerLockSection },
  { name: 'unlockKey', Section: UnlockKeySection },
  { name: 'ssids', Section: SsidsSection },
  { name: 'sim', Section: SimSection },
  { name: 'lockScreen', Section: LockScreenSection },
  { name: 'wipe', Section: WipeSection },
  { name: 'location', Section: LocationSection },
  { name: 'inventory', Section: InventorySection },
  { name: 'proxy', Section: ProxySection },
];
