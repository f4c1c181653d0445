/** What an operator can do at the command line beside starting the server. */
import type { Command } from './platform/run-command.ts';

export const commands: readonly Command[] = [
  {
    name: 'contracted-devices',
    usage: 'NUMBER [--organization CODE]',
    description: 'changes how many devices may be registered, also while the server runs',
    flags: ['--organization'],
    load: async () => (await import('./wiring.ts')).contractedDevices,
  },
];
