/** SIM monitoring: on or off. */
import { onOrOff, type SectionRules } from './section.ts';

export const simRules: SectionRules = {
  faults: () => ({}),
  changes: (saved, edited, words) => [
    {
      field: 'policy.sim.title',
      from: onOrOff(words, saved.simMonitoring),
      to: onOrOff(words, edited.simMonitoring),
    },
  ],
};
