/** The pure rules of every section, in the order of the page. */
import { checkInRules } from './check-in.ts';
import { inventoryRules } from './inventory.ts';
import { locationRules } from './location.ts';
import { lockScreenRules } from './lock-screen.ts';
import { proxyRules } from './proxy.ts';
import type { SectionRules } from './section.ts';
import { simRules } from './sim.ts';
import { ssidsRules } from './ssids.ts';
import { timerLockRules } from './timer-lock.ts';
import { wipeRules } from './wipe.ts';

export const sectionRules: readonly SectionRules[] = [
  checkInRules,
  timerLockRules,
  ssidsRules,
  simRules,
  lockScreenRules,
  wipeRules,
  locationRules,
  inventoryRules,
  proxyRules,
];
