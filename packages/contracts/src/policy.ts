/** A policy's settings: what a person edits on A01–A10 and what a device receives, signed. */
import { type Static, Type } from 'typebox';
import { PolicyCode, Revision, Uuid } from './primitives.ts';

export const checkInIntervalMinMs = 10_000;
export const checkInIntervalMaxMs = 7 * 24 * 3_600_000;
export const timerPeriodMinMs = 60_000;
export const timerPeriodMaxMs = 366 * 24 * 3_600_000;
/** A healthy device checks in at least this often within one timer period, so that it never locks. */
export const timerPeriodMinIntervals = 3;

export const PolicySettings = Type.Object(
  {
    checkInIntervalMs: Type.Integer({ minimum: checkInIntervalMinMs, maximum: checkInIntervalMaxMs }),
    timerLock: Type.Object({
      enabled: Type.Boolean(),
      periodMs: Type.Integer({ minimum: timerPeriodMinMs, maximum: timerPeriodMaxMs }),
    }),
  },
  { title: 'PolicySettings' },
);
export type PolicySettings = Static<typeof PolicySettings>;

export const defaultPolicySettings: PolicySettings = {
  checkInIntervalMs: 5 * 60_000,
  timerLock: { enabled: false, periodMs: 24 * 3_600_000 },
};

/** What is wrong with settings beyond their schema; empty when they are sound. */
export function policySettingsFaults(
  settings: PolicySettings,
): { pointer: string; code: 'timer-period-too-short' | 'check-in-interval-too-short' }[] {
  const faults: ReturnType<typeof policySettingsFaults> = [];
  if (settings.checkInIntervalMs < checkInIntervalMinMs)
    faults.push({ pointer: '/checkInIntervalMs', code: 'check-in-interval-too-short' });
  const shortest = Math.max(timerPeriodMinMs, timerPeriodMinIntervals * settings.checkInIntervalMs);
  if (settings.timerLock.enabled && settings.timerLock.periodMs < shortest)
    faults.push({ pointer: '/timerLock/periodMs', code: 'timer-period-too-short' });
  return faults;
}

/**
 * The policy a device receives (text of a SignedText, domain `policy`). `revision` only rises per organization and code.
 * `simMonitoring` and `shutDownAfterLockMs` are part of the lock's rules and stand here from the first release.
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
  }),
});
export type DevicePolicy = Static<typeof DevicePolicy>;
