/** From what a person edits to what a device receives. */
import { type DevicePolicy, PolicySettings, type UninstallVerifier } from '@sekisho/contracts';
import { Clean, Clone } from 'typebox/value';

/** The policies every organization begins with and keeps. */
export const builtInPolicyCodes = Array.from({ length: 10 }, (_, index) => `A${String(index + 1).padStart(2, '0')}`);

/** The text that is signed: only what a device acts upon. Wipe targets travel in the order to wipe. */
export function devicePolicyText(
  organization: string,
  {
    code,
    revision,
    settings,
    unlockKey,
    uninstall,
  }: {
    readonly code: string;
    readonly revision: number;
    readonly settings: PolicySettings;
    readonly unlockKey: { readonly number: number };
    readonly uninstall: UninstallVerifier;
  },
): string {
  const { checkInIntervalMs, timerLock, lockScreen, ssids, simMonitoring, location, proxy, inventory } = settings;
  const policy: DevicePolicy = {
    organization,
    code,
    revision,
    settings: {
      checkInIntervalMs,
      timerLock: { enabled: timerLock.enabled, periodMs: timerLock.periodMs },
      simMonitoring,
      shutDownAfterLockMs: lockScreen.shutDownAfterLockMs,
      lockScreen: { message: lockScreen.message, telephone: lockScreen.telephone },
      ssids,
      location: { enabled: location.enabled },
      proxy,
      ...(inventory === undefined ? {} : { inventory }),
      unlockKey: { number: unlockKey.number },
      uninstall,
    },
  };
  return JSON.stringify(policy);
}

/** Only what is known, so that unknown fields of a request are not stored. */
export function knownSettings(settings: PolicySettings): PolicySettings {
  return Clean(PolicySettings, Clone(settings)) as PolicySettings;
}
