/** Texts of the lock screens, English. */
import type { lockScreenJa } from '../ja/lock-screen.ts';

export const lockScreenEn = {
  'lock-screen.timer': 'Timer lock',
  'lock-screen.remote': 'Remote lock',
  'lock-screen.sim': 'SIM lock',
  'lock-screen.wiping': 'Wiping',
  'lock-screen.timer.release': 'Connect to a network: it opens by itself as soon as it reaches its server.',
  'lock-screen.remote.release': 'Only an administrator can open it. Please call your organization.',
  'lock-screen.sim.release': 'The SIM was changed. Only an administrator can open it.',
  'lock-screen.wiping.release': 'The data is being erased. Do not switch off.',
  'lock-screen.telephone': 'Call: {telephone}',
} as const satisfies Record<keyof typeof lockScreenJa, string>;
