/** What a check-in brings down from policies and trust: newer settings, the interval, newer versions of the trust set. */
import type { ApprovableText, SignedText } from '@sekisho/contracts';
import { areSettingsDue, isFromBeforeRestore, wantedRevisionOf } from './check-in.rules.ts';
import type { CheckInPart, InformedEntry } from './check-in-part.ts';

export interface SettingsPartPorts {
  /** From a cache. */
  readonly policyFor: (
    organizationId: string,
    code: string,
  ) => Promise<{
    readonly revision: number;
    readonly settings: { readonly checkInIntervalMs: number };
    readonly signed: ApprovableText;
    /** Waits for approval: devices keep what they hold. */
    readonly withheld: boolean;
  } | null>;
  readonly homeRevision: (organizationId: string) => Promise<number>;
}

type Policy = Awaited<ReturnType<SettingsPartPorts['policyFor']>>;

interface Current {
  readonly policy: NonNullable<Policy>;
  readonly homeRevision: number;
}

export function createSettingsPart({ policyFor, homeRevision }: SettingsPartPorts): CheckInPart {
  async function currentOf(organizationId: string, policyCode: string): Promise<Current | null> {
    const policy = await policyFor(organizationId, policyCode);
    return policy === null ? null : { policy, homeRevision: await homeRevision(organizationId) };
  }

  function answerOne({ policyCode, deviceRevision, request, answer }: InformedEntry, current: Current): void {
    const { policy } = current;
    answer.nextCheckInMs = policy.settings.checkInIntervalMs;
    const wanted = { homeRevision: current.homeRevision, policyRevision: policy.revision, deviceRevision, policyCode };
    if (policy.withheld || !areSettingsDue(request, wanted)) return;
    if (isFromBeforeRestore(request, wanted)) answer.tellAnew = true;
    answer.settings = { settingsRevision: wantedRevisionOf(wanted), policyCode, policy: policy.signed };
  }

  return {
    name: 'settings',
    async inform(entries) {
      // Asked once for each policy in a batch, not for each device.
      const byOrganization = new Map<string, Map<string, Current | null>>();
      for (const entry of entries) {
        const { organizationId, policyCode } = entry;
        const known = byOrganization.get(organizationId) ?? new Map<string, Current | null>();
        if (known.size === 0) byOrganization.set(organizationId, known);
        const current = known.get(policyCode) ?? (await currentOf(organizationId, policyCode));
        known.set(policyCode, current);
        if (current !== null) answerOne(entry, current);
      }
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
    async inform(entries) {
      const chains = new Map<string, readonly SignedText[]>();
      for (const { organizationId, request, answer } of entries) {
        const chain = chains.get(organizationId) ?? (await trustOf(organizationId)).chain;
        chains.set(organizationId, chain);
        if (chain.length <= request.trustVersion) continue;
        answer.trustChain = chain.slice(request.trustVersion, request.trustVersion + maximumVersions);
        if (chain.length > request.trustVersion + maximumVersions) answer.again = true;
      }
    },
  };
}
