/** What a client that does not stay is run with: the file its installer carries, and a proxy that whoever runs it may give instead. */
import type { InstallerConfiguration } from '@sekisho/contracts';
import type { AgentConfig } from '../agent-config.ts';
import type { CommandContext } from '../cli/context.ts';
import { readProxyOptions } from '../cli/proxy-options.ts';
import { configOf } from '../installer-configuration.ts';
import { readInstallerFile } from './collect-once.ts';

export type RunOptions =
  | { readonly ok: true; readonly installer: InstallerConfiguration; readonly config: AgentConfig }
  | { readonly ok: false; readonly message: string };

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
  const config = configOf(installer);
  return { ok: true, installer, config: isFixed ? config : { ...config, proxy: said } };
}
