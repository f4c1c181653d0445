/** Which proxy counts: what the policy says and what was set on the device (N16). Pure. */
import type { ProxyTrouble } from '@sekisho/agent-core';
import type { ProxySettings as PolicyProxy } from '@sekisho/contracts';
import { type Static, Type } from 'typebox';

/** An address as settings keep it: http or https, with a host. */
export const ProxyAddress = Type.String({ maxLength: 300, pattern: '^https?://[^\\s/?#]+/?$' });

export const ProxyChoice = Type.Union([
  Type.Object({ mode: Type.Literal('none') }),
  Type.Object({ mode: Type.Literal('system') }),
  Type.Object({
    mode: Type.Literal('manual'),
    /** For the way over IPv4 where there is one for IPv6 too; else for any. */
    url: ProxyAddress,
    urlIpv6: Type.Optional(ProxyAddress),
    bypass: Type.String({ maxLength: 1000 }),
  }),
]);
export type ProxyChoice = Static<typeof ProxyChoice>;

export interface EffectiveProxy {
  readonly choice: ProxyChoice;
  /** Who says so; `nobody`: it is what a device does by itself. */
  readonly by: 'device' | 'policy' | 'nobody';
  /** Nobody changes it at the device. */
  readonly locked: boolean;
}

/**
 * A locked policy counts before the device, an open one only where nothing was set on the device.
 * @param own set on the device; `null`: nothing was
 * @param policy `null`: no policy yet, or one that says nothing
 * @param installedLocked the installer brought the device's own choice, and locked it
 */
export function effectiveProxy(
  own: ProxyChoice | null,
  policy: PolicyProxy | null,
  installedLocked = false,
): EffectiveProxy {
  const policyLocked = policy?.locked === true;
  const locked = policyLocked || installedLocked;
  const ofPolicy = policy === null ? null : choiceOf(policy);
  if (ofPolicy !== null && (policyLocked || own === null)) return { choice: ofPolicy, by: 'policy', locked };
  if (own !== null) return { choice: own, by: 'device', locked };
  return { choice: { mode: 'system' }, by: 'nobody', locked };
}

function choiceOf({ mode, url, urlIpv6 = '', bypass }: PolicyProxy): ProxyChoice | null {
  if (mode === 'device') return null;
  return mode === 'manual' ? manualChoice(url, urlIpv6, bypass) : { mode };
}

/** Of two addresses, one may be blank. */
export function manualChoice(url: string, urlIpv6: string, bypass: string): ProxyChoice {
  if (url === '' || urlIpv6 === '') return { mode: 'manual', url: url || urlIpv6, bypass };
  return { mode: 'manual', url, urlIpv6, bypass };
}

/** Every address that a choice names. */
export function addressesOf(choice: ProxyChoice): readonly string[] {
  if (choice.mode !== 'manual') return [];
  return choice.urlIpv6 === undefined ? [choice.url] : [choice.url, choice.urlIpv6];
}

/** What stands in settings and messages: never the password. */
export function withoutCredentials(url: string): string {
  return url.replace(/^(https?:\/\/)[^/]*@/, '$1');
}

export function choiceWithoutCredentials(choice: ProxyChoice): ProxyChoice {
  if (choice.mode !== 'manual') return choice;
  const { url, urlIpv6 = '', bypass } = choice;
  return manualChoice(withoutCredentials(url), withoutCredentials(urlIpv6), bypass);
}

/** Each proxy of a trouble, for a line of its own. */
export function troublesOf(trouble: ProxyTrouble | null): Pick<ProxyTrouble, 'proxy' | 'code'>[] {
  if (trouble === null) return [];
  const { proxy, code, otherProxy, otherCode } = trouble;
  const other = otherProxy === undefined || otherCode === undefined ? [] : [{ proxy: otherProxy, code: otherCode }];
  return [{ proxy, code }, ...other];
}

/**
 * A host and a port as a person types them, on two fields: `proxy.example.com`, `[2001:db8::1]`, `2001:db8::1`, with or without `http://`.
 * `null` when it is no address.
 */
export function proxyUrlOf(host: string, port: string): string | null {
  const typed = host.trim();
  const scheme = /^https?:\/\//i.exec(typed)?.[0].toLowerCase() ?? 'http://';
  const name = typed.slice(/^https?:\/\//i.test(typed) ? scheme.length : 0).replace(/\/$/, '');
  const bracketed = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(name) ? `[${name}]` : name;
  const url = `${scheme}${bracketed}:${port.trim()}`;
  if (name === '' || !/^\d{1,5}$/.test(port.trim()) || !URL.canParse(url)) return null;
  const { host: parsed, pathname, search, hash } = new URL(url);
  return parsed === '' || pathname !== '/' || search !== '' || hash !== '' ? null : url;
}
