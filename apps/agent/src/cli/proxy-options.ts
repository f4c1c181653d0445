/** The options that say which proxy: `--proxy URL`, `--proxy-ipv6 URL` or both, with `--bypass LIST`, or `--proxy none`, `system`, `default`. */
import { Check } from 'typebox/value';
import { addressesOf, manualChoice, ProxyChoice } from '../proxy-choice.rules.ts';
import type { CommandContext } from './context.ts';

/** `unsaid`: the options do not speak of it. An address that holds a password comes by the environment, where nobody else reads it. */
export function readProxyOptions({
  options,
  machine,
}: Pick<CommandContext, 'options' | 'machine'>): ProxyChoice | null | 'unsaid' | 'invalid' {
  const { environment } = machine;
  const said = options.text('proxy') ?? environment['SEKISHO_AGENT_PROXY'] ?? '';
  const saidIpv6 = options.text('proxy-ipv6') ?? environment['SEKISHO_AGENT_PROXY_IPV6'] ?? '';
  if (said === '' && saidIpv6 === '') return 'unsaid';
  if (said === 'default' || said === 'none' || said === 'system') {
    if (saidIpv6 !== '') return 'invalid';
    return said === 'default' ? null : { mode: said };
  }
  const bypass = options.text('bypass') ?? environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  const choice = manualChoice(said, saidIpv6, bypass);
  return Check(ProxyChoice, choice) && addressesOf(choice).every((url) => URL.canParse(url)) ? choice : 'invalid';
}
