/** `proxy`: shows how the server is reached, or changes it, as the window does. */
import type { ClientAnswer, ProxyStatus } from '../client/client-protocol.ts';
import { addressesOf, effectiveProxy, troublesOf } from '../proxy-choice.rules.ts';
import { type CommandContext, explainClientFailure } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { readProxyOptions } from './proxy-options.ts';

export function proxyLines({ t }: Pick<CommandContext, 't'>, { effective, inUse, trouble }: ProxyStatus): string[] {
  const { choice, by, locked } = effective;
  const wanted = choice.mode === 'manual' ? addressesOf(choice).join(', ') : t(`agent.proxy.mode.${choice.mode}`);
  return [
    t('agent.proxy.wanted', { proxy: wanted, by: t(`agent.proxy.by.${by}`) }),
    ...(inUse === null ? [] : [t('agent.proxy.in-use', { proxy: inUse })]),
    ...troublesOf(trouble).map(({ code, proxy }) => t(`agent.proxy.trouble.${code}`, { proxy })),
    ...(locked ? [t('agent.proxy.locked')] : []),
  ];
}

/** Where no agent runs, an administrator changes what it will read; a policy that was held is minded all the same. */
async function changeHere({ machine }: CommandContext, proxy: ProxyStatus['own']): Promise<ClientAnswer | 'done'> {
  const config = await machine.readConfig();
  if (config === null) return { ok: false, failure: 'no-server' };
  const store = machine.hasState() ? machine.openStore() : null;
  const policy = store?.load().settings?.policy.settings.proxy ?? null;
  store?.close();
  if (effectiveProxy(null, policy, config.installed?.initial.proxy.locked).locked)
    return { ok: false, failure: 'proxy-locked' };
  await machine.writeConfig({ ...config, proxy });
  return 'done';
}

export async function proxyCommand(context: CommandContext): Promise<number> {
  const { machine, output, t } = context;
  const proxy = readProxyOptions(context);
  if (proxy === 'invalid') {
    output.error(t('agent.option-invalid', { option: '--proxy' }));
    return exitCodes.usage;
  }
  const change = proxy !== 'unsaid';
  const asked = await machine.askAsClient(change ? { do: 'set-proxy', proxy } : { do: 'status' });
  const answer = asked ?? (change && machine.isAdministrator() ? await changeHere(context, proxy) : null);
  if (answer === null) {
    output.error(t('agent.not-running'));
    return exitCodes.notRunning;
  }
  if (answer !== 'done' && !answer.ok) {
    output.error(explainClientFailure(context, answer.failure));
    return exitCodes.failed;
  }
  if (change) output.out(t('agent.proxy.changed'));
  if (answer !== 'done') for (const line of proxyLines(context, answer.status.proxy)) output.out(line);
  return exitCodes.done;
}
