/** What a person at the device may ask of the agent, whoever they are, and what they are told: exactly this, one JSON line each way. */
import type { AgentStatus, CheckInFailure, ProxyTrouble } from '@sekisho/agent-core';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { InstalledClient } from '../agent-config.ts';
import { type EffectiveProxy, ProxyChoice } from '../proxy-choice.rules.ts';

export const ClientRequest = Type.Union([
  Type.Object({ do: Type.Literal('status') }),
  /** 接続 (N01). */
  Type.Object({ do: Type.Literal('connect') }),
  /** 利用登録; only while the device is not registered, or no longer. */
  Type.Object({ do: Type.Literal('register'), serialNumber: Type.String({ minLength: 1, maxLength: 64 }) }),
  /** Not while a policy locks it. `null`: as the policy or the system says. */
  Type.Object({ do: Type.Literal('set-proxy'), proxy: Type.Union([ProxyChoice, Type.Null()]) }),
]);
export type ClientRequest = Static<typeof ClientRequest>;

/** `null`: not one of the requests. */
export function parseClientRequest(value: unknown): ClientRequest | null {
  return Check(ClientRequest, value) ? value : null;
}

export type Registration = 'unregistered' | 'registered' | 'deregistered';

export interface ProxyStatus {
  readonly effective: EffectiveProxy;
  /** Set on this device. Addresses here never hold a password. */
  readonly own: ProxyChoice | null;
  readonly inUse: string | null;
  readonly trouble: ProxyTrouble | null;
}

/** How it stands with an installer that has not registered this device yet. */
export interface InstallerStatus {
  readonly settingName: string;
  /** `refused`: not tried again before the agent starts anew; a serial number still registers. */
  readonly state: 'trying' | 'refused';
  readonly failure: CheckInFailure | null;
}

export interface InstalledStatus {
  /** What the installer brought; `null`: registered by hand. */
  readonly installed: InstalledClient | null;
  /** As long as the installer has not registered this device. */
  readonly installer: InstallerStatus | null;
}

export interface ClientStatus extends InstalledStatus {
  readonly registration: Registration;
  readonly version: string;
  readonly server: string | null;
  /** `null` while there is no registration. */
  readonly device: AgentStatus | null;
  readonly proxy: ProxyStatus;
}

export type ClientFailure =
  | CheckInFailure
  /** Asked too often. */
  | 'too-often'
  /** Registered already. */
  | 'registered'
  | 'unregistered'
  /** A policy locks it. */
  | 'proxy-locked'
  /** The installer left no address of a server. */
  | 'no-server'
  /** No person: a service's account. */
  | 'not-for-you'
  | 'malformed';

export type ClientAnswer =
  | { readonly ok: true; readonly status: ClientStatus }
  | { readonly ok: false; readonly failure: ClientFailure };
