/** The part of the composition root that knows approvals: they and what they stand before need each other. */
import {
  type ApprovalGate,
  approvalsFeature,
  type CarryOut,
  createApprovalRequests,
  createApprovalsReader,
  createTrustChanges,
  type TrustChanges,
} from './features/approvals/index.ts';
import { announceSettings, type CurrentPolicy, isPolicyApproved, type Policies } from './features/policies/index.ts';
import type { Trust } from './features/trust/index.ts';
import type { Tx } from './platform/database/tables.ts';
import type { Feature, Platform } from './platform/feature.ts';

export interface ApprovalWiring {
  readonly trust: Trust;
  readonly administrators: (
    organizationId: string,
  ) => Promise<readonly { readonly id: string; readonly login_id: string }[]>;
  /** Asked for only when something happens: by then everything is made. */
  readonly policies: () => Policies;
  readonly commands: () => { readonly wipe: CarryOut; readonly deregistration: CarryOut };
}

export function assembleApprovals(
  platform: Platform,
  { trust, administrators, policies, commands }: ApprovalWiring,
): {
  readonly gate: ApprovalGate;
  readonly feature: Feature;
  readonly outdateEvery: (tx: Tx) => Promise<number>;
  readonly takeReleaseKeys: TrustChanges['takeReleaseKeys'];
} {
  const consoleUrl = () => platform.addresses.consoleUrl;
  const requests = createApprovalRequests({
    ...platform,
    trust,
    carryOut: {
      wipe: (...approved) => commands().wipe(...approved),
      deregistration: (...approved) => commands().deregistration(...approved),
      policy: (...approved) => policies().carryOut(...approved),
      'trust-set': (...approved) => changes.carryOut(...approved),
    },
  });
  const changes = createTrustChanges({
    ...platform,
    trust,
    consoleUrl,
    requests,
    standingPolicies: (...which) => policies().standing(...which),
    announce: (tx, organizationId) => announceSettings(platform.outbox, tx, organizationId),
  });
  const reader = createApprovalsReader({
    ...platform,
    trust,
    consoleUrl,
    loginIds: async (organizationId) =>
      new Map((await administrators(organizationId)).map(({ id, login_id }) => [id, login_id])),
    presentPolicy: async (organizationId, code) => (await policies().find(organizationId, code))?.signed.text ?? null,
  });
  return {
    gate: requests,
    feature: approvalsFeature({ ...platform, requests, changes, reader }),
    outdateEvery: requests.outdateEvery,
    takeReleaseKeys: changes.takeReleaseKeys,
  };
}

/** A policy as check-ins need it: withheld while devices would refuse it. */
export async function findCurrentPolicy(
  { trust, policies }: { trust: Trust; policies: Policies },
  organizationId: string,
  code: string,
): Promise<CurrentPolicy | null> {
  const policy = await policies.find(organizationId, code);
  if (policy === null) return null;
  const { set } = (await trust.of(organizationId)).state;
  return { ...policy, withheld: !isPolicyApproved(set, policy.signed) };
}
