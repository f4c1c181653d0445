/** Texts of the lock screens, English. */
import type { lockScreenJa } from '../ja/lock-screen.ts';

export const lockScreenEn = {
  'lock-screen.timer': 'Timer lock',
  'lock-screen.remote': 'Remote lock',
  'lock-screen.sim': 'SIM lock',
  'lock-screen.wiping': 'Wiping',
} as const satisfies Record<keyof typeof lockScreenJa, string>;
