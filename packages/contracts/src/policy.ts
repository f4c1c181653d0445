/** A policy's settings: what a person edits on A01–A10 and what a device receives, signed. */
import { type Static, Type } from 'typebox';
import { InventoryRules } from './inventory-rules.ts';
import { Base64Url, PolicyCode, Revision, Uuid } from './primitives.ts';
import { type WipeFaultCode, WipeTargets, wipeTargetFaults } from './wipe-targets.ts';

export const checkInIntervalMinMs = 10_000;
export const checkInIntervalMaxMs = 7 * 24 * 3_600_000;
export const timerPeriodMinMs = 60_000;
export const timerPeriodMaxMs = 366 * 24 * 3_600_000;
/** A healthy device checks in at least this often within one timer period, so that it never locks. */
export const timerPeriodMinIntervals = 3;

export const lockMessageMaxLength = 500;
export const lockTelephoneMaxLength = 40;

/** What a locked device tells whoever finds it, and whether it goes off by itself (N08, N10). */
export const LockScreenSettings = Type.Object({
  message: Type.String({ maxLength: lockMessageMaxLength }),
  telephone: Type.String({ maxLength: lockTelephoneMaxLength }),
  /** From a remote or SIM lock to the shut-down; `null`: never. */
  shutDownAfterLockMs: Type.Union([Type.Integer({ minimum: 60_000, maximum: 24 * 3_600_000 }), Type.Null()]),
});
export type LockScreenSettings = Static<typeof LockScreenSettings>;

/** Name of a Wi-Fi network that releases a timer lock: exact, printable ASCII, no space at either end (N11). */
export const Ssid = Type.String({ minLength: 1, maxLength: 32, pattern: '^[!-~]([ -~]*[!-~])?$' });
export const maxSsids = 50;

/** How devices reach the server (N16). `device`: as it is set on the device. */
export const ProxySettings = Type.Object({
  mode: Type.Union([Type.Literal('device'), Type.Literal('none'), Type.Literal('system'), Type.Literal('manual')]),
  url: Type.String({ maxLength: 300 }),
  /** Beside `url`, for the way over IPv6; blank, or not there before 0.4.0: there is none. One of the two is enough. */
  urlIpv6: Type.Optional(Type.String({ maxLength: 300 })),
  bypass: Type.String({ maxLength: 1000 }),
  /** Nobody changes it at the device. */
  locked: Type.Boolean(),
});
export type ProxySettings = Static<typeof ProxySettings>;

export const PolicySettings = Type.Object(
  {
    checkInIntervalMs: Type.Integer({ minimum: checkInIntervalMinMs, maximum: checkInIntervalMaxMs }),
    timerLock: Type.Object({
      enabled: Type.Boolean(),
      periodMs: Type.Integer({ minimum: timerPeriodMinMs, maximum: timerPeriodMaxMs }),
    }),
    lockScreen: LockScreenSettings,
    ssids: Type.Array(Ssid, { maxItems: maxSsids, uniqueItems: true }),
    simMonitoring: Type.Boolean(),
    location: Type.Object({
      enabled: Type.Boolean(),
      retentionDays: Type.Integer({ minimum: 1, maximum: 3650 }),
    }),
    wipeTargets: WipeTargets,
    proxy: ProxySettings,
    /** Not there before 0.4.0: as `defaultInventoryRules`. */
    inventory: Type.Optional(InventoryRules),
  },
  { title: 'PolicySettings' },
);
export type PolicySettings = Static<typeof PolicySettings>;

export const defaultPolicySettings: PolicySettings = {
  checkInIntervalMs: 5 * 60_000,
  timerLock: { enabled: false, periodMs: 24 * 3_600_000 },
  lockScreen: { message: '', telephone: '', shutDownAfterLockMs: null },
  ssids: [],
  simMonitoring: false,
  location: { enabled: false, retentionDays: 90 },
  wipeTargets: { folders: [], patterns: [], volumes: [], encryptionKeys: false, shutDown: false },
  proxy: { mode: 'device', url: '', bypass: '', locked: false },
};

/** An HTTP or HTTPS proxy with nothing behind its host and port; IPv6 in brackets. */
export function isProxyAddress(text: string): boolean {
  return /^https?:\/\/[^\s/?#]+\/?$/.test(text) && URL.canParse(text);
}

/** Which addresses of a manual proxy are none; without any, the first is missing. */
export function proxyFaults({ mode, url, urlIpv6 = '' }: ProxySettings): ('url' | 'urlIpv6')[] {
  if (mode !== 'manual') return [];
  const faults: ('url' | 'urlIpv6')[] = [];
  if (!(isProxyAddress(url) || (url === '' && urlIpv6 !== ''))) faults.push('url');
  if (urlIpv6 !== '' && !isProxyAddress(urlIpv6)) faults.push('urlIpv6');
  return faults;
}

/** What is wrong with settings beyond their schema; empty when they are sound. */
export function policySettingsFaults(settings: PolicySettings): {
  pointer: string;
  code: 'timer-period-too-short' | 'check-in-interval-too-short' | 'proxy-address-invalid' | WipeFaultCode;
}[] {
  const faults: ReturnType<typeof policySettingsFaults> = wipeTargetFaults(settings.wipeTargets).map((fault) => ({
    ...fault,
    pointer: `/wipeTargets${fault.pointer}`,
  }));
  if (settings.checkInIntervalMs < checkInIntervalMinMs)
    faults.push({ pointer: '/checkInIntervalMs', code: 'check-in-interval-too-short' });
  const shortest = Math.max(timerPeriodMinMs, timerPeriodMinIntervals * settings.checkInIntervalMs);
  if (settings.timerLock.enabled && settings.timerLock.periodMs < shortest)
    faults.push({ pointer: '/timerLock/periodMs', code: 'timer-period-too-short' });
  for (const field of proxyFaults(settings.proxy))
    faults.push({ pointer: `/proxy/${field}`, code: 'proxy-address-invalid' });
  return faults;
}

/** Of the uninstall password (N20): scrypt with these costs; salt and hash in base64url. */
export const UninstallVerifier = Type.Object({
  salt: Base64Url(64),
  hash: Base64Url(128),
  cost: Type.Integer({ minimum: 2, maximum: 1 << 20 }),
  blockSize: Type.Integer({ minimum: 1, maximum: 32 }),
  parallelization: Type.Integer({ minimum: 1, maximum: 16 }),
});
export type UninstallVerifier = Static<typeof UninstallVerifier>;

/**
 * The policy a device receives (text of a SignedText, domain `policy`). `revision` only rises per organization and code. What is
 * optional was not there in the first release: a policy signed then lacks it, and means the default.
 */
export const DevicePolicy = Type.Object({
  organization: Uuid,
  code: PolicyCode,
  revision: Revision,
  settings: Type.Object({
    checkInIntervalMs: Type.Integer({ minimum: 1_000, maximum: checkInIntervalMaxMs }),
    timerLock: Type.Object({
      enabled: Type.Boolean(),
      periodMs: Type.Integer({ minimum: 1_000, maximum: timerPeriodMaxMs }),
    }),
    simMonitoring: Type.Boolean(),
    shutDownAfterLockMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    lockScreen: Type.Optional(
      Type.Object({
        message: Type.String({ maxLength: lockMessageMaxLength }),
        telephone: Type.String({ maxLength: lockTelephoneMaxLength }),
      }),
    ),
    ssids: Type.Optional(Type.Array(Ssid, { maxItems: maxSsids })),
    location: Type.Optional(Type.Object({ enabled: Type.Boolean() })),
    proxy: Type.Optional(ProxySettings),
    inventory: Type.Optional(InventoryRules),
    /** Unlock keys with a smaller number are worthless (N06). */
    unlockKey: Type.Optional(Type.Object({ number: Type.Integer({ minimum: 1 }) })),
    uninstall: Type.Optional(UninstallVerifier),
  }),
});
export type DevicePolicy = Static<typeof DevicePolicy>;
