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
  {
    name: 'account-link',
    usage: 'LOGIN-ID [--second-factors remove]',
    description: 'prints a one-time link with which an administrator sets a new password',
    flags: ['--second-factors'],
    load: async () => (await import('./wiring-people.ts')).accountLink,
  },
  {
    name: 'audit-verify',
    usage: '[--organization CODE] [--checkpoints FILE]',
    description: 'holds the audit log against its chain and its signed checkpoints, also those kept in FILE',
    flags: ['--organization', '--checkpoints'],
    load: async () => (await import('./wiring.ts')).auditVerify,
  },
];
