/** The sections of a policy's page, in the order in which a person meets them: one line each here and in section-rules.ts. */
import { CheckInSection } from './CheckInSection.tsx';
import { LockScreenSection } from './LockScreenSection.tsx';
import { ProxySection } from './ProxySection.tsx';
import type { PolicySection } from './section.ts';
import { TimerLockSection } from './TimerLockSection.tsx';
import { WipeSection } from './WipeSection.tsx';

export const policySections: readonly PolicySection[] = [
  { name: 'checkIn', Section: CheckInSection },
  { name: 'timerLock', Section: TimerLockSection },
  { name: 'lockScreen', Section: LockScreenSection },
  { name: 'wipe', Section: WipeSection },
  { name: 'proxy', Section: ProxySection },
];
