/** From what a person edits to what a device receives. */
import type { DevicePolicy, PolicySettings } from '@sekisho/contracts';

/** The policies every organization begins with and keeps. */
export const builtInPolicyCodes = Array.from({ length: 10 }, (_, index) => `A${String(index + 1).padStart(2, '0')}`);

/** The text that is signed. SIM monitoring and shutting down are not offered to people yet, so they are off. */
export function devicePolicyText(
  organization: string,
  code: string,
  revision: number,
  { checkInIntervalMs, timerLock }: PolicySettings,
): string {
  const policy: DevicePolicy = {
    organization,
    code,
    revision,
    settings: {
      checkInIntervalMs,
      timerLock: { enabled: timerLock.enabled, periodMs: timerLock.periodMs },
      simMonitoring: false,
      shutDownAfterLockMs: null,
    },
  };
  return JSON.stringify(policy);
}

/** Only what is known, so that unknown fields of a request are not stored. */
export function knownSettings({ checkInIntervalMs, timerLock }: PolicySettings): PolicySettings {
  return { checkInIntervalMs, timerLock: { enabled: timerLock.enabled, periodMs: timerLock.periodMs } };
}
