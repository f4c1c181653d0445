/** The options that say which proxy: `--proxy URL` with `--bypass LIST`, or `--proxy none`, `system`, `default`. */
import { Check } from 'typebox/value';
import { ProxyChoice } from '../proxy-choice.rules.ts';
import type { CommandContext } from './context.ts';

/** `unsaid`: the options do not speak of it. An address that holds a password comes by the environment, where nobody else reads it. */
export function readProxyOptions({
  options,
  machine,
}: Pick<CommandContext, 'options' | 'machine'>): ProxyChoice | null | 'unsaid' | 'invalid' {
  const said = options.text('proxy') ?? machine.environment['SEKISHO_AGENT_PROXY'] ?? '';
  if (said === '') return 'unsaid';
  if (said === 'default') return null;
  if (said === 'none' || said === 'system') return { mode: said };
  const bypass = options.text('bypass') ?? machine.environment['no_proxy'] ?? machine.environment['NO_PROXY'] ?? '';
  const choice = { mode: 'manual', url: said, bypass };
  return Check(ProxyChoice, choice) && URL.canParse(said) ? choice : 'invalid';
}
