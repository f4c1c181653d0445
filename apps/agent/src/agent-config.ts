/** What a person, or the installer, decides about an agent: which server, how it is trusted, which proxy. */
import { ClientKind, InitialSettings } from '@sekisho/contracts';
import { type Static, Type } from 'typebox';
import { ProxyChoice } from './proxy-choice.rules.ts';

const Nullable = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Union([schema, Type.Null()]);

/** What stays of an installer's configuration after it has been used: no token. */
export const InstalledClient = Type.Object({
  clientKind: ClientKind,
  settingName: Type.String({ maxLength: 100 }),
  initial: InitialSettings,
});
export type InstalledClient = Static<typeof InstalledClient>;

export const AgentConfig = Type.Object({
  /** No slash at the end. */
  server: Type.String({ pattern: '^https?://[^/?#\\s]+$' }),
  /** PEM of the root that vouches for the server; `null`: those of the system. */
  ca: Nullable(Type.String({ maxLength: 65_536 })),
  /** Hash of the trust set that came from outside the server. */
  trustHash: Nullable(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  /** Set on this device; `null`: nothing was, and the policy or the system says. */
  proxy: Nullable(ProxyChoice),
  /** Not there where a person typed the serial number. */
  installed: Type.Optional(InstalledClient),
});
export type AgentConfig = Static<typeof AgentConfig>;

/** Asked for by an installer, and not done by this version: an administrator is told so rather than left in the belief. */
export type WishNotDone = 'operation-log' | 'external-device-control' | 'tray-icon';

/** @param hasTrayIcon of the system's agent */
export function wishesNotDone({ initial }: InstalledClient, hasTrayIcon: boolean): WishNotDone[] {
  const wishes = {
    'operation-log': initial.operationLog,
    'external-device-control': initial.externalDeviceControl,
    'tray-icon': initial.trayIcon && !hasTrayIcon,
  } as const;
  return (Object.keys(wishes) as WishNotDone[]).filter((wish) => wishes[wish]);
}

/** Of the policy's uninstall password; an installer may have been made without (I05). */
export function asksForPassword(config: AgentConfig | null): boolean {
  return config?.installed?.initial.uninstallPassword ?? true;
}

/** An address as people type it: with a path or a slash at the end, or without `https://`. `null` when it is none. */
export function normalizeServer(text: string): string | null {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return null;
  const { protocol, host, hostname, username } = new URL(address);
  if (host === '' || username !== '') return null;
  // In clear only within the machine itself: the serial number and the token would be anybody's.
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback)) return null;
  return `${protocol}//${host}`;
}
