/** An installer setting as the form has it: what it begins with, what is sent, its faults by the server's own schema, and what differs. Pure. */
import {
  type ClientKind,
  type InitialSettings,
  InstallerSettingSave,
  initialSettingsFaults,
  inventorySectionChoices,
  type Language,
  ProxyEndpoint,
} from '@sekisho/contracts';
import type { TextKey, Wording } from '../../i18n/wording.ts';
import { schemaFaults } from '../../ui/schema-faults.ts';

/** As it is typed; both empty: none. */
export type TypedEndpoint = { host: string; port: number | string };

/** Flat, so that two people's changes can be told apart value by value. */
export type SettingValues = Required<Omit<InitialSettings, 'proxy'>> & {
  name: string;
  format: InstallerSettingSave['format'];
  /** One value: way and addresses belong together. */
  proxy: { mode: InitialSettings['proxy']['mode']; ipv4: TypedEndpoint; ipv6: TypedEndpoint };
  proxyLocked: boolean;
};
export type SettingField = keyof SettingValues;

export const proxyModes = ['none', 'system', 'manual'] as const;
export const formats = ['wizard', 'silent'] as const;

export const switches = [
  'operationLog',
  'externalDeviceControl',
  'trayIcon',
  'desktopEntry',
  'uninstallPassword',
  'restartPrompt',
  'inventoryAfterInstall',
  'findsRecordAgain',
] as const;
export type SwitchField = (typeof switches)[number];

const always: readonly SettingField[] = ['name', 'policyCode', 'language'];
const proxy: readonly SettingField[] = ['proxy', 'proxyLocked'];
const resident: readonly SettingField[] = [...always, 'format', ...proxy, ...switches];

/** What a person decides for this kind; the rest stays as it begins. */
export const fieldsOf: Readonly<Record<ClientKind, readonly SettingField[]>> = {
  standard: resident.filter((field) => field !== 'findsRecordAgain'),
  'linked-clone': [...resident, 'inventorySections'],
  'on-demand': [...always, 'proxy'],
  standalone: always,
};

const noEndpoint: TypedEndpoint = { host: '', port: '' };

export function newSetting(name: string, policyCode: string, language: Language): SettingValues {
  return {
    name,
    format: 'wizard',
    policyCode,
    language,
    proxy: { mode: 'system', ipv4: noEndpoint, ipv6: noEndpoint },
    proxyLocked: false,
    operationLog: false,
    externalDeviceControl: false,
    trayIcon: true,
    desktopEntry: true,
    uninstallPassword: true,
    restartPrompt: true,
    inventoryAfterInstall: true,
    inventorySections: [...inventorySectionChoices],
    findsRecordAgain: false,
  };
}

type Saved = { name: string; format: InstallerSettingSave['format']; initial: InitialSettings };

export function valuesOf({ name, format, initial }: Saved): SettingValues {
  const { proxy, findsRecordAgain = false, ...rest } = initial;
  const { mode, locked, ipv4, ipv6 } = proxy;
  return {
    ...rest,
    findsRecordAgain,
    name,
    format,
    proxy: { mode, ipv4: ipv4 ?? noEndpoint, ipv6: ipv6 ?? noEndpoint },
    proxyLocked: locked,
  };
}

const isBlank = ({ host, port }: TypedEndpoint) => host.trim() === '' && port === '';

function sentEndpoint(typed: TypedEndpoint): ProxyEndpoint | null {
  return isBlank(typed) ? null : { host: typed.host.trim(), port: Number(typed.port) };
}

export function toSaved({ name, format, proxy, proxyLocked, findsRecordAgain, ...rest }: SettingValues): Saved {
  const { mode, ipv4, ipv6 } = proxy;
  const manual = mode === 'manual';
  return {
    name: name.trim(),
    format,
    initial: {
      ...rest,
      ...(findsRecordAgain ? { findsRecordAgain } : {}),
      proxy: {
        mode,
        ipv4: manual ? sentEndpoint(ipv4) : null,
        ipv6: manual ? sentEndpoint(ipv6) : null,
        locked: proxyLocked,
      },
    },
  };
}

export type FaultField =
  | 'name'
  | 'policyCode'
  | 'inventorySections'
  | 'proxy'
  | `${'ipv4' | 'ipv6'}.${'host' | 'port'}`;
export type Faults = Partial<Record<FaultField, TextKey>>;

function endpointFaults(family: 'ipv4' | 'ipv6', typed: TypedEndpoint): Faults {
  const sent = sentEndpoint(typed);
  if (sent === null) return {};
  const wrong = schemaFaults(ProxyEndpoint, sent);
  const faults: Faults = {};
  if (wrong.has('/host')) faults[`${family}.host`] = sent.host === '' ? 'common.required' : 'deploy.proxy.host.wrong';
  if (wrong.has('/port')) faults[`${family}.port`] = typed.port === '' ? 'common.required' : 'deploy.proxy.port.wrong';
  return faults;
}

/** The text at each field that the server would refuse; empty when all is sound. */
export function settingFaults(values: SettingValues, clientKind: ClientKind): Faults {
  const saved = toSaved(values);
  const wrong = schemaFaults(InstallerSettingSave, { ...saved, revision: 0 });
  const faults: Faults = {};
  if (wrong.has('/name')) faults.name = values.name.trim() === '' ? 'common.required' : 'deploy.name.tooLong';
  if (wrong.has('/initial/policyCode')) faults.policyCode = 'common.required';
  if (wrong.has('/initial/inventorySections')) faults.inventorySections = 'deploy.sections.wrong';
  if (initialSettingsFaults(saved.initial, clientKind).some(({ code }) => code === 'installer-proxy-missing'))
    faults.proxy = 'deploy.proxy.missing';
  const { mode, ipv4, ipv6 } = values.proxy;
  return mode === 'manual' ? { ...faults, ...endpointFaults('ipv4', ipv4), ...endpointFaults('ipv6', ipv6) } : faults;
}

const fields = Object.keys(newSetting('', '', 'ja')) as SettingField[];
const sentOf = (values: SettingValues) => valuesOf(toSaved(values));
const differs = (left: SettingValues, right: SettingValues) => (field: SettingField) =>
  JSON.stringify(left[field]) !== JSON.stringify(right[field]);

export function changedFields(from: SettingValues, to: SettingValues): SettingField[] {
  return fields.filter(differs(sentOf(from), sentOf(to)));
}

/** Mine where I changed something, theirs elsewhere: nothing that was typed is lost, nothing of theirs that I did not touch. */
export function mergeSetting(base: SettingValues, mine: SettingValues, theirs: SettingValues): SettingValues {
  const changed = new Set(changedFields(base, mine));
  return Object.fromEntries(
    fields.map((field) => [field, (changed.has(field) ? mine : theirs)[field]]),
  ) as SettingValues;
}

const endpointWords = ({ host, port }: TypedEndpoint) => `${/^[0-9a-f:.]*:/i.test(host) ? `[${host}]` : host}:${port}`;

/** A value as a person reads it. */
export function valueWords(values: SettingValues, field: SettingField, words: Pick<Wording, 't'>): string {
  const { t } = words;
  if (field === 'name' || field === 'policyCode') return values[field];
  if (field === 'format') return t(`deploy.format.${values.format}`);
  if (field === 'language') return t(`language.${values.language}`);
  if (field === 'inventorySections')
    return values.inventorySections.length === inventorySectionChoices.length
      ? t('deploy.sections.all')
      : values.inventorySections.map((section) => t(`deploy.sections.${section}`)).join(t('deploy.separator'));
  if (field !== 'proxy') return t(values[field] ? 'common.yes' : 'common.no');
  const { mode, ipv4, ipv6 } = values.proxy;
  if (mode !== 'manual') return t(`deploy.proxy.value.${mode}`);
  return [ipv4, ipv6]
    .filter((each) => !isBlank(each))
    .map(endpointWords)
    .join(t('deploy.separator'));
}
