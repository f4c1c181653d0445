/** What the window says about a status: pure, so that every state can be looked at in both languages. */
import type { Language, MessageKey, Translate } from '@sekisho/messages';
import { explainFailure, explainInstaller } from '../cli/context.ts';
import { type ProxyChoice, troublesOf } from '../proxy-choice.rules.ts';
import type { ClientStatus, ProxyStatus, Registration } from './client-protocol.ts';

/** The rows of the table, from top to bottom. */
export const statusFields = [
  'state',
  'released',
  'last',
  'next',
  'organization',
  'policy',
  'server',
  'proxy',
  'device',
  'version',
] as const;
export type StatusField = (typeof statusFields)[number];

export const proxyModes = ['policy', 'none', 'system', 'manual'] as const;
export type ProxyMode = (typeof proxyModes)[number];

export interface Wording {
  readonly language: Language;
  readonly t: Translate<MessageKey>;
}

export interface NetworkFields {
  readonly mode: ProxyMode;
  readonly host: string;
  readonly port: string;
  /** Of a proxy for the way over IPv6, where it is another one; else blank. */
  readonly hostIpv6: string;
  readonly portIpv6: string;
  readonly bypass: string;
}

/** What a person writes into, from top to bottom. */
export const networkFields = ['host', 'port', 'hostIpv6', 'portIpv6', 'bypass'] as const;

export interface WindowView {
  readonly badge: string;
  readonly badgeKind: Registration | 'absent';
  /** Above the table; blank: nothing needs to be said. */
  readonly note: string;
  /** `null`: the row is not shown. */
  readonly rows: Readonly<Record<StatusField, string | null>>;
  readonly mayConnect: boolean;
  readonly mayRegister: boolean;
  readonly registerLead: string;
  readonly mayChangeProxy: boolean;
  readonly networkLead: string;
  readonly network: NetworkFields;
}

const noRows = Object.fromEntries(statusFields.map((field) => [field, null])) as Record<StatusField, null>;

/** @param status `null`: no agent answers */
export function viewOf(status: ClientStatus | null, wording: Wording): WindowView {
  const { t } = wording;
  const registration = status?.registration ?? 'absent';
  const isRegistered = registration === 'registered';
  const locked = status?.proxy.effective.locked === true;
  return {
    badge: t(`window.${registration}`),
    badgeKind: registration,
    note: isRegistered ? '' : noteOf(registration, status, wording),
    rows: status === null ? noRows : rowsOf(status, wording),
    mayConnect: isRegistered,
    mayRegister: registration === 'unregistered' || registration === 'deregistered',
    registerLead: t(isRegistered ? 'window.register.already' : 'window.register.lead'),
    mayChangeProxy: status !== null && !locked,
    networkLead: t(locked ? 'window.network.locked' : 'window.network.lead'),
    network: networkFieldsOf(status?.proxy ?? null),
  };
}

/** What the installer has come to stands above what a person can do. */
function noteOf(registration: WindowView['badgeKind'], status: ClientStatus | null, wording: Wording): string {
  const { t } = wording;
  const usual = registration === 'registered' ? '' : t(`window.status.${registration}`);
  const installer = status?.installer ?? null;
  if (installer === null) return usual;
  const explained = explainInstaller(wording, installer);
  return installer.state === 'refused' ? `${explained}\n${usual}` : explained;
}

function rowsOf({ registration, device, proxy, server, version }: ClientStatus, wording: Wording) {
  const { t, language } = wording;
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = (ms: number | null) => (ms === null ? t('agent.status.never') : format.format(ms));
  const rows = { ...noRows, server, version, proxy: proxyText(proxy, wording) };
  if (device === null || registration !== 'registered') return rows;
  const { releasedUntil, lastFailure, nextCheckInInMs, now } = device;
  const last = time(device.lastCheckInAt);
  return {
    ...rows,
    state: t(`agent.mode.${device.mode}`),
    released: releasedUntil === null ? null : t('window.status.released.until', { time: time(releasedUntil) }),
    last: lastFailure === null ? last : `${last}\n${explainFailure(wording, lastFailure)}`,
    next: nextCheckInInMs === null ? null : time(now + nextCheckInInMs),
    organization: device.organizationName,
    policy: device.policyCode,
    device: device.deviceId,
  };
}

function proxyText({ effective: { choice }, inUse, trouble }: ProxyStatus, { t }: Wording): string {
  const used = inUse ?? (choice.mode === 'manual' ? choice.url : t(`agent.proxy.mode.${choice.mode}`));
  return [used, ...troublesOf(trouble).map(({ code, proxy }) => t(`agent.proxy.trouble.${code}`, { proxy }))].join(
    '\n',
  );
}

/** What is set on the device; where the policy decides, what it says. */
function networkFieldsOf(proxy: ProxyStatus | null): NetworkFields {
  const blank = { host: '', port: '', hostIpv6: '', portIpv6: '', bypass: '' };
  if (proxy === null) return { mode: 'policy', ...blank };
  const { choice, by } = proxy.effective;
  const fields = choice.mode === 'manual' ? manualFieldsOf(choice) : blank;
  return { mode: by === 'device' ? choice.mode : 'policy', ...fields };
}

function manualFieldsOf({ url, urlIpv6 = '', bypass }: Extract<ProxyChoice, { mode: 'manual' }>) {
  const [one, other] = [addressOf(url), addressOf(urlIpv6)];
  return { ...one, hostIpv6: other.host, portIpv6: other.port, bypass };
}

function addressOf(url: string) {
  const [, scheme = '', host = '', port = ''] = /^(https?:\/\/)(.*?)(?::(\d+))?\/?$/.exec(url) ?? [];
  return { host: scheme === 'https://' ? scheme + host : host, port };
}
