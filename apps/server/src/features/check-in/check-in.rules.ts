/** What a check-in means: which items are new, whether the report differs, whether settings are due. Pure. */
import { hash } from 'node:crypto';
import type { CheckInRequest, CommandResult, DeviceEvent, LocationFix } from '@sekisho/contracts';

/** Numbers of items must rise within a request: else nobody could say up to which they are stored. */
export function areItemsRising(items: CheckInRequest['items']): boolean {
  return items.every((item, index) => index === 0 || item.number > (items[index - 1]?.number ?? 0));
}

export interface NewItems {
  readonly results: CommandResult[];
  readonly events: DeviceEvent[];
  readonly locations: LocationFix[];
  readonly storedThrough: number;
}

/** @param storedNumber the highest number stored for this device: what is not above it is stored already */
export function newItemsOf(items: CheckInRequest['items'], storedNumber: number): NewItems {
  const added = items.filter((item) => item.number > storedNumber);
  return {
    results: added.filter((item) => item.kind === 'result'),
    events: added.filter((item) => item.kind === 'event'),
    locations: added.filter((item) => item.kind === 'location'),
    storedThrough: added.at(-1)?.number ?? storedNumber,
  };
}

/** A signed 64-bit number, as decimal text: the same for the same report, so that an unchanged one is not written again. */
export type ReportHash = (report: Pick<CheckInRequest, 'lock' | 'logonUser'>) => string;

const rememberedReports = 10_000;

/** Remembers what it has hashed, up to a bound: most devices say what many others say. */
export function createReportHash(): ReportHash {
  const known = new Map<string, string>();
  return ({ lock, logonUser }) => {
    const { mode, screen, releasedUntil, releasedBy, sim } = lock;
    const content = JSON.stringify([mode, screen, releasedUntil, logonUser, releasedBy, sim?.registered, sim?.present]);
    const remembered = known.get(content);
    if (remembered !== undefined) return remembered;
    const hashed = hash('sha256', content, 'buffer').readBigInt64BE().toString();
    if (known.size >= rememberedReports) known.clear();
    known.set(content, hashed);
    return hashed;
  };
}

export interface WantedSettings {
  readonly homeRevision: number;
  readonly policyRevision: number;
  readonly deviceRevision: number;
  readonly policyCode: string;
}

/** The number a device should hold: the greatest of organization, policy and device. */
export function wantedRevisionOf(wanted: Omit<WantedSettings, 'policyCode'>): number {
  return Math.max(wanted.homeRevision, wanted.policyRevision, wanted.deviceRevision);
}

/**
 * Settings numbers jump so far at a restore, and never otherwise: devices hold numbers that the restored server has forgotten, and take
 * none that is not above. No organization saves a thousand million times between a backup and a restore; numbers that JSON carries exactly
 * last for nine million restores.
 */
export const restoreJump = 1_000_000_000;

/** Whether the device took its settings before the server was restored: then it was told of much that the server does not hold any more. */
export function isFromBeforeRestore(held: Pick<CheckInRequest, 'settingsRevision'>, wanted: WantedSettings): boolean {
  return wantedRevisionOf(wanted) - held.settingsRevision >= restoreJump / 2;
}

/** Never for a device that holds newer ones than this process knows of: its cache may be behind. */
export function areSettingsDue(
  held: Pick<CheckInRequest, 'settingsRevision' | 'policyCode'>,
  wanted: WantedSettings,
): boolean {
  return held.policyCode !== wanted.policyCode || held.settingsRevision < wantedRevisionOf(wanted);
}
