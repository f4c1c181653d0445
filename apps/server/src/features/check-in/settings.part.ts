/** What a check-in brings down from policies and trust: newer settings, the interval, newer versions of the trust set. */
import type { ApprovableText, SignedText } from '@sekisho/contracts';
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
  /** Asked once for each policy in a batch, not for each device. */
  async function currentOf(entries: readonly CheckInEntry[]): Promise<ReadonlyMap<string, Current>> {
    const current = new Map<string, Current>();
    const asked = new Set<string>();
    for (const { organizationId, policyCode } of entries) {
      const key = `${organizationId}/${policyCode}`;
      if (asked.has(key)) continue;
      asked.add(key);
      const policy = await policyFor(organizationId, policyCode);
      if (policy !== null) current.set(key, { policy, homeRevision: await homeRevision(organizationId) });
    }
    return current;
  }

  function answerOne({ policyCode, deviceRevision, request, answer }: CheckInEntry, current: Current): void {
    const { policy } = current;
    answer.nextCheckInMs = policy.settings.checkInIntervalMs;
    const wanted = { homeRevision: current.homeRevision, policyRevision: policy.revision, deviceRevision, policyCode };
    if (policy.withheld || !areSettingsDue(request, wanted)) return;
    answer.settings = { settingsRevision: wantedRevisionOf(wanted), policyCode, policy: policy.signed };
  }

  return {
    name: 'settings',
    async answer(_tx, entries) {
      const current = await currentOf(entries);
      for (const entry of entries) {
        const own = current.get(`${entry.organizationId}/${entry.policyCode}`);
        if (own !== undefined) answerOne(entry, own);
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
    async answer(_tx, entries) {
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
