/** The uninstall password, proxies of policies and of devices. English. */
import type { clientJa } from '../../ja/console/client.ts';

export const clientEn = {
  'system.section.uninstall': 'Uninstall password',
  'system.uninstall.lead':
    'Needed to uninstall the agent from a device. Showing it is recorded in the audit log. A device that is locked or being wiped cannot be uninstalled even with the password.',
  'system.uninstall.password': 'Uninstall password',
  'system.uninstall.show': 'Show',
  'system.uninstall.hide': 'Hide',
  'system.uninstall.issuedAt': 'issued {time}',
  'system.uninstall.issue': 'Issue a new one',
  'system.uninstall.issue.title': 'Issue a new uninstall password?',
  'system.uninstall.issue.text':
    'The present password stops working on each device at its next check-in. Every policy is saved again, so all devices are pending until they check in.',
  'system.uninstall.issued': 'A new uninstall password was issued.',
  'policy.section.proxy': 'Proxy',
  'policy.proxy.mode': 'How devices reach the server',
  'policy.proxy.mode.device': 'As set on the device',
  'policy.proxy.mode.none': 'Without a proxy',
  'policy.proxy.mode.system': 'By the settings of the device’s system',
  'policy.proxy.mode.manual': 'Through this proxy',
  'policy.proxy.url': 'Address of the proxy',
  'policy.proxy.url.help':
    'Such as http://proxy.example.com:8080. It must let HTTPS (CONNECT) pass; proxies that want a user name are not supported.',
  'policy.proxy.urlIpv6': 'Another one over IPv6',
  'policy.proxy.urlIpv6.help':
    'May be left blank. Where one proxy does not lead to the server, devices go through the other: the first is tried first, unless the server is named by an IPv6 address.',
  'policy.proxy.url.wrong': 'Enter a host and port after http:// or https://.',
  'policy.proxy.bypass': 'No proxy for',
  'policy.proxy.bypass.help': 'Separated by commas, such as .example.com, 10.0.0.0/8',
  'policy.proxy.locked': 'Lock the proxy settings',
  'policy.proxy.locked.help': 'The network settings cannot be changed in the window on the device.',
  'policy.proxy.safety':
    'A device that does not reach the server through this proxy goes back to the way that last worked and reports why. A wrong address never cuts devices off.',
  'device.proxy.of.ipv4': 'IPv4: {trouble}',
  'device.proxy.of.ipv6': 'IPv6: {trouble}',
  'device.proxy.title': 'The proxy that is set is not in use',
  'device.proxy.instead': 'Way in use: {instead} (reported {time})',
  'device.proxy.direct': 'without a proxy',
  'device.proxy.trouble.proxy-auth-required':
    'The proxy {proxy} asks for a user name and password. Proxies with user names are not supported.',
  'device.proxy.trouble.proxy-failed': 'The proxy {proxy} refused the connection. It must allow HTTPS (CONNECT).',
  'device.proxy.trouble.offline': 'The server cannot be reached through the proxy {proxy}.',
  'device.proxy.trouble.timeout': 'The proxy {proxy} did not answer in time.',
  'device.proxy.trouble.tls': 'Through the proxy {proxy}, the certificate of the server cannot be verified.',
  'device.proxy.trouble.proxy-script':
    'A configuration script (PAC) decides on the proxy of this system, but no answer can be had from it.',
  'device.proxy.trouble.proxy-unusable': '{proxy} cannot be used as a proxy.',
} as const satisfies Record<keyof typeof clientJa, string>;
