/** Texts of the agent that only Windows has, English. */
import type { windowsAgentJa } from '../ja/windows-agent.ts';

export const windowsAgentEn = {
  'agent.needs-administrator':
    'Administrator rights are needed. Open the Command Prompt by “Run as administrator” and run this again.',
  'agent.key-sealed': 'The private key of this device is sealed to this machine by Windows (DPAPI).',
  'agent.help.windows':
    'For what needs administrator rights, open the Command Prompt by “Run as administrator” and go to the folder of the program (mostly C:\\Program Files\\Sekisho).',
  'agent.help.service.install': 'Installs the service and starts it. Needs administrator rights.',
  'agent.help.service.stop': 'Stops the service until Windows starts the next time. Needs administrator rights.',
  'agent.help.service.remove': 'Stops the service and removes it. Needs administrator rights.',
  'agent.service.usage': 'Usage: sekisho-agent service install | stop | remove',
  'agent.service.stopped': 'The service is stopped.',
  'agent.service.description': 'Protects this device and keeps it managed: lock, wipe and inventory.',
  'agent.service.open-to-others':
    'Others than administrators can change this folder, so no service may start from it: {folder}. Put the program below Program Files.',
  'agent.service.installed': 'The service is installed and started.',
  'agent.service.removed': 'The service is stopped and removed.',
  'agent.service.none': 'There is no such service.',
  'agent.service.failed': 'Could not do it: {reason}',
} as const satisfies Record<keyof typeof windowsAgentJa, string>;
