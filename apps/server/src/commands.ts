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
  {
    name: 'citus-plan',
    usage: '',
    description: 'prints the statements that spread organizations over several PostgreSQL machines by Citus',
    flags: [],
    loadBare: async () => (await import('./citus-plan.command.ts')).citusPlan,
  },
  {
    name: 'backup',
    usage: '--to FILE|DIR [--with-keys PASSPHRASE-FILE]',
    description:
      'writes everything into one sealed file, also while servers run; with the keys inside only under a passphrase',
    flags: ['--to', '--with-keys'],
    loadBare: async () => (await import('./wiring-backups.ts')).backup,
  },
  {
    name: 'restore',
    usage: '--from FILE [--passphrase-file FILE] [--over yes] [--api-tokens keep]',
    description:
      'brings a backup back into an empty database, or with --over yes in place of what is there; no server may run',
    flags: ['--from', '--passphrase-file', '--over', '--api-tokens'],
    loadBare: async () => (await import('./wiring-backups.ts')).restore,
  },
];
