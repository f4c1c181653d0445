/** What a check-in brings down from policies and trust: newer settings, the interval, newer versions of the trust set. */
import type { SignedText } from '@sekisho/contracts';
import { areSettingsDue, wantedRevisionOf } from './check-in.rules.ts';
import type { CheckInEntry, CheckInPart } from './check-in-part.ts';

export interface SettingsPartPorts {
  /** From a cache. */
  readonly policyFor: (
    organizationId: string,
    code: string,
  ) => Promise<{
    readonly revision: number;
    readonly settings: { readonly checkInIntervalMs: number };
    readonly signed: SignedText;
  } | null>;
  readonly homeRevision: (organizationId: string) => Promise<number>;
}

export function createSettingsPart({ policyFor, homeRevision }: SettingsPartPorts): CheckInPart {
  async function answerOne(entry: CheckInEntry): Promise<void> {
    const { organizationId, policyCode, deviceRevision, request, answer } = entry;
    const policy = await policyFor(organizationId, policyCode);
    if (policy === null) return;
    answer.nextCheckInMs = policy.settings.checkInIntervalMs;
    const home = await homeRevision(organizationId);
    const wanted = { homeRevision: home, policyRevision: policy.revision, deviceRevision, policyCode };
    if (!areSettingsDue(request, wanted)) return;
    answer.settings = { settingsRevision: wantedRevisionOf(wanted), policyCode, policy: policy.signed };
  }
  return {
    name: 'settings',
    async answer(_tx, entries) {
      await Promise.all(entries.map(answerOne));
    },
  };
}

export interface TrustPartPorts {
  /** From a cache; every version of the trust set. */
  readonly trustOf: (organizationId: string) => Promise<{ readonly chain: readonly SignedText[] }>;
}

/** At most this many versions at once; the rest with the next check-in. */
const maximumVersions = 16;

export function createTrustPart({ trustOf }: TrustPartPorts): CheckInPart {
  return {
    name: 'trust',
    async answer(_tx, entries) {
      for (const { organizationId, request, answer } of entries) {
        const { chain } = await trustOf(organizationId);
        if (chain.length <= request.trustVersion) continue;
        answer.trustChain = chain.slice(request.trustVersion, request.trustVersion + maximumVersions);
        if (chain.length > request.trustVersion + maximumVersions) answer.again = true;
      }
    },
  };
}
