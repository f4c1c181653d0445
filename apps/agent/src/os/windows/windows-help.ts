/** The help of the command line as people of Windows read it. */
import type { SystemHelp } from '../../cli/help.ts';

const serviceHelp = [
  { usage: 'service install', text: 'agent.help.service.install' },
  { usage: 'service stop', text: 'agent.help.service.stop' },
  { usage: 'service remove', text: 'agent.help.service.remove' },
] as const;

export const windowsHelp: SystemHelp & { readonly own: typeof serviceHelp } = {
  without: ['permissions'],
  own: serviceHelp,
  lead: 'agent.help.windows',
  examples: {
    enrol: ['enrol --server https://sekisho.example.com:8443 --serial SERIAL --ca C:\\Temp\\ca.pem'],
    proxy: ['proxy --proxy http://proxy.example.com:8080 --bypass localhost,*.example.com'],
    logs: ['logs --lines 100', 'logs --follow'],
    'log-folder': ['log-folder --to D:\\Logs', 'log-folder --usual'],
    support: ['support --to C:\\Temp\\support.zip --days 7'],
    uninstall: ['uninstall --password-file C:\\Temp\\password.txt --yes'],
    'on-demand': ['on-demand --installer C:\\Temp\\installer.json'],
    standalone: ['standalone --installer C:\\Temp\\installer.json --output E:\\'],
  },
};
