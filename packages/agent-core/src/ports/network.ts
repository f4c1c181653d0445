/** How the server is reached: the policy's word is carried out at once, and what came of it is told. */
import type { ProxySettings } from '@sekisho/contracts';

export type ProxyTroubleCode =
  | 'proxy-auth-required'
  | 'proxy-failed'
  | 'offline'
  | 'timeout'
  | 'tls'
  /** The system's proxy is a script (PAC), which nobody here runs. */
  | 'proxy-script'
  /** No proxy we can speak to. */
  | 'proxy-unusable';

export type ProxyFamily = 'ipv4' | 'ipv6';

/** Why a wanted proxy is not in use. Addresses as a person reads them, without credentials. */
export interface ProxyTrouble {
  readonly proxy: string;
  readonly code: ProxyTroubleCode;
  /** Where there is one proxy for each: of which this one is. */
  readonly family?: ProxyFamily;
  /** The one for the other family does not lead there either. */
  readonly otherProxy?: string;
  readonly otherCode?: ProxyTroubleCode;
}

/** `direct` where there is no proxy. */
export type NetworkReport =
  /** The wanted way does not lead to the server; `instead`: the one that does. */
  | ({ readonly type: 'proxy-trouble'; readonly instead: string } & ProxyTrouble)
  | { readonly type: 'proxy-recovered'; readonly proxy: string };

export interface Network {
  /** Returns at once; the connections that are open follow by themselves. `null`: the policy says nothing. */
  useProxy(settings: ProxySettings | null): void;
  listen(listener: (report: NetworkReport) => void): void;
}
