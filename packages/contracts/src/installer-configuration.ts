/**
 * What a downloaded installer carries (I05): where the server is, how it is trusted, and the initial settings that an administrator
 * chose. Stamped into each download as JSON in UTF-8, at most `installerConfigurationMaxBytes` long.
 */
import { type Static, Type } from 'typebox';
import { ClientKind, ClientPlatform } from './client-kinds.ts';
import { Base64Url, EpochMs, Language, Nullable, OneOf, PolicyCode, Sha256Hex, Uuid } from './primitives.ts';

export const installerConfigurationMaxBytes = 8_192;

/** `wizard` asks and shows; `silent` does neither, and ends when it is complete. */
export const InstallerFormat = Type.Union([Type.Literal('wizard'), Type.Literal('silent')]);
export type InstallerFormat = Static<typeof InstallerFormat>;

/** A proxy as people write it down: a host name or address (IPv6 without brackets) and a port. */
export const ProxyEndpoint = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9._:-]+$' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
});
export type ProxyEndpoint = Static<typeof ProxyEndpoint>;

/** `system`: as the operating system has it. `manual`: `ipv4` for servers reached over IPv4, `ipv6` for those over IPv6; one may be missing. */
export const InstallerProxy = Type.Object({
  mode: Type.Union([Type.Literal('none'), Type.Literal('system'), Type.Literal('manual')]),
  ipv4: Nullable(ProxyEndpoint),
  ipv6: Nullable(ProxyEndpoint),
  /** Nobody changes it at the device. */
  locked: Type.Boolean(),
});
export type InstallerProxy = Static<typeof InstallerProxy>;

export const inventorySectionChoices = [
  'hardware',
  'operating-system',
  'disks',
  'network',
  'software',
  'users',
] as const;
export const InventorySectionChoice = OneOf(inventorySectionChoices);
export type InventorySectionChoice = Static<typeof InventorySectionChoice>;

/** 初期設定: what an administrator decides before the first contact. */
export const InitialSettings = Type.Object({
  policyCode: PolicyCode,
  language: Language,
  proxy: InstallerProxy,
  /** Wanted from the first start on; the agent says so where it cannot yet. */
  operationLog: Type.Boolean(),
  externalDeviceControl: Type.Boolean(),
  trayIcon: Type.Boolean(),
  desktopEntry: Type.Boolean(),
  /** Uninstalling asks for the organization's uninstall password (N20). */
  uninstallPassword: Type.Boolean(),
  /** Asks for a restart where a function needs one (I07). */
  restartPrompt: Type.Boolean(),
  /** Collects and sends the inventory as soon as it is installed. */
  inventoryAfterInstall: Type.Boolean(),
  /** Which sections are collected; all of them but for linked clones, who may choose. */
  inventorySections: Type.Array(InventorySectionChoice, { minItems: 1, maxItems: 6, uniqueItems: true }),
  /** Of linked clones that are thrown away at log-off: one of the same name takes over the record of the one before. */
  findsRecordAgain: Type.Optional(Type.Boolean()),
});
export type InitialSettings = Static<typeof InitialSettings>;

/** What a device shows at registration in place of the serial number; worthless after its expiry, use count or revocation. */
export const EnrolmentToken = Type.String({ minLength: 20, maxLength: 200, pattern: '^[A-Za-z0-9_.-]+$' });

export const InstallerConfiguration = Type.Object({
  version: Type.Literal(1),
  platform: ClientPlatform,
  clientKind: ClientKind,
  format: InstallerFormat,
  settingName: Type.String({ maxLength: 100 }),
  organizationCode: Type.String({ pattern: '^[0-9A-Za-z]{10}$' }),
  organizationId: Uuid,
  /** 0: the whole organization, no group. */
  groupId: Type.Integer({ minimum: 0 }),
  groupName: Type.String({ maxLength: 100 }),
  /** Where devices reach the server, without a slash at the end. */
  serverUrl: Type.String({ maxLength: 300, pattern: '^https?://[^/?#\\s]+$' }),
  /** PEM of the root that devices pin; `null` where the certificate is one everybody trusts. */
  rootPem: Nullable(Type.String({ maxLength: 4_096 })),
  /** Hash of the organization's trust set, from outside the server's own word. */
  trustHash: Sha256Hex,
  enrolmentToken: EnrolmentToken,
  expiresAt: EpochMs,
  /** SPKI DER of the organization's P-256 key to which standalone clients encrypt; `null` for every other kind. */
  importKey: Nullable(Base64Url(256)),
  initial: InitialSettings,
});
export type InstallerConfiguration = Static<typeof InstallerConfiguration>;

/** What is wrong with initial settings beyond their schema; empty when they are sound. */
export function initialSettingsFaults(
  initial: InitialSettings,
  clientKind: ClientKind,
): { pointer: string; code: 'installer-proxy-missing' | 'validation-failed' }[] {
  const { proxy, inventorySections, findsRecordAgain = false } = initial;
  const faults: ReturnType<typeof initialSettingsFaults> = [];
  if (proxy.mode === 'manual' && proxy.ipv4 === null && proxy.ipv6 === null)
    faults.push({ pointer: '/proxy/ipv4', code: 'installer-proxy-missing' });
  if (clientKind !== 'linked-clone' && inventorySections.length < inventorySectionChoices.length)
    faults.push({ pointer: '/inventorySections', code: 'validation-failed' });
  if (clientKind !== 'linked-clone' && findsRecordAgain)
    faults.push({ pointer: '/findsRecordAgain', code: 'validation-failed' });
  return faults;
}
