/**
 * What came with an installer (I05): read once, turned into the agent's own configuration, and its token used to register. Pure; the
 * file beside the configuration is read and erased by the machine.
 */
import {
  InstallerConfiguration,
  type InstallerProxy,
  installerConfigurationMaxBytes,
  type ProxyEndpoint,
} from '@sekisho/contracts';
import type { LockMode } from '@sekisho/lock';
import { Check } from 'typebox/value';
import { type AgentConfig, normalizeServer } from './agent-config.ts';
import { manualChoice, type ProxyChoice, proxyUrlOf } from './proxy-choice.rules.ts';

export const installerFileName = 'installer.json';

/** `null`: not one that an installer of ours carries. */
export function parseInstallerConfiguration(text: string): InstallerConfiguration | null {
  if (Buffer.byteLength(text) > installerConfigurationMaxBytes) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Check(InstallerConfiguration, value) && normalizeServer(value.serverUrl) !== null ? value : null;
  } catch {
    return null;
  }
}

/** As it is written down after the token has been left out. */
export function configOf(installer: InstallerConfiguration): AgentConfig {
  const { serverUrl, rootPem, trustHash, clientKind, settingName, initial } = installer;
  return {
    server: normalizeServer(serverUrl) ?? serverUrl,
    ca: rootPem,
    trustHash,
    proxy: proxyChoiceOf(initial.proxy),
    installed: { clientKind, settingName, initial },
  };
}

/** What the installer carries, as the device keeps it. An address that is none leaves the other; without any there is no proxy. */
export function proxyChoiceOf({ mode, ipv4, ipv6 }: InstallerProxy): ProxyChoice {
  if (mode !== 'manual') return { mode };
  const urlOf = (endpoint: ProxyEndpoint | null) =>
    endpoint === null ? '' : (proxyUrlOf(endpoint.host, String(endpoint.port)) ?? '');
  const [url, urlIpv6] = [urlOf(ipv4), urlOf(ipv6)];
  return url === '' && urlIpv6 === '' ? { mode: 'none' } : manualChoice(url, urlIpv6, '');
}

export interface RegistrationHeld {
  readonly organizationId: string;
  readonly mode: LockMode | null;
}

/**
 * `register`: nobody has yet, or the registration is over. `update`: the same organization's device stays what it is and takes the newer
 * settings. `foreign`: another organization's stays untouched.
 */
export type InstallerDecision = 'register' | 'update' | 'foreign';

export function decideInstaller(held: RegistrationHeld | null, organizationId: string): InstallerDecision {
  if (held === null || held.mode === 'deregistered') return 'register';
  return held.organizationId === organizationId ? 'update' : 'foreign';
}
