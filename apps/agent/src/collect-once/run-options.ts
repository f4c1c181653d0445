/** What a client that does not stay is run with: the file its installer carries, and a proxy that whoever runs it may give instead. */
import type { InstallerConfiguration, InstallerProxy } from '@sekisho/contracts';
import type { AgentConfig } from '../agent-config.ts';
import type { CommandContext } from '../cli/context.ts';
import { readProxyOptions } from '../cli/proxy-options.ts';
import { type ProxyChoice, proxyUrlOf } from '../proxy-choice.rules.ts';
import { readInstallerFile } from './collect-once.ts';

export type RunOptions =
  | { readonly ok: true; readonly installer: InstallerConfiguration; readonly config: AgentConfig }
  | { readonly ok: false; readonly message: string };

/** `ipv6` serves a server that is named by such an address, and wherever nothing else is set. `null`: as the system has it. */
function proxyOf({ mode, ipv4, ipv6 }: InstallerProxy, server: string): ProxyChoice | null {
  if (mode !== 'manual') return { mode };
  const [first, second] = new URL(server).hostname.startsWith('[') ? [ipv6, ipv4] : [ipv4, ipv6];
  const endpoint = first ?? second;
  const url = endpoint === null ? null : proxyUrlOf(endpoint.host, String(endpoint.port));
  return url === null ? null : { mode, url, bypass: '' };
}

export async function readRunOptions(
  context: CommandContext,
  clientKind: 'on-demand' | 'standalone',
): Promise<RunOptions> {
  const { machine, options, t } = context;
  const file = options.text('installer') ?? '';
  const installer = await readInstallerFile(machine, file);
  if (installer === null || installer.clientKind !== clientKind)
    return { ok: false, message: t('agent.installer-unreadable', { file }) };
  const said = readProxyOptions(context);
  if (said === 'invalid') return { ok: false, message: t('agent.option-invalid', { option: '--proxy' }) };
  // What the installer locks nobody changes where it runs.
  const isFixed = said === 'unsaid' || installer.initial.proxy.locked;
  const { serverUrl: server, rootPem: ca, trustHash } = installer;
  const proxy = isFixed ? proxyOf(installer.initial.proxy, server) : said;
  return { ok: true, installer, config: { server, ca, trustHash, proxy } };
}
