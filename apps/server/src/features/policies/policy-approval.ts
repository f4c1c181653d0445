/** Policies under approval: what approvers sign of one, and how it is saved once they have. */
import {
  type ApprovableText,
  DevicePolicy,
  type PolicySettings,
  type TrustSet,
  type UninstallVerifier,
} from '@sekisho/contracts';
import { checkApproval } from '@sekisho/trust';
import { Check } from 'typebox/value';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import type { ApprovedRequest, ApprovedStatement, CarryOut, NewStatement, StandingPolicy } from '../approvals/index.ts';
import type { Organizations } from '../organizations/index.ts';
import { devicePolicyText } from './device-policy.rules.ts';
import * as store from './policies.store.ts';
import { settingsSavedTopic } from './settings-saved.ts';

/** What approving a policy brings back beside the signed text: what people edit, and what it was edited from. */
type SavedDetail = {
  readonly name: string;
  readonly settings: PolicySettings;
  /** Revision of the row that was read: somebody else's save in between makes the request outdated. */
  readonly readRevision: number;
};

export function policyStatement(policy: store.PolicyRow, readRevision: number): NewStatement {
  const { name, settings, signed } = policy;
  const detail: SavedDetail = { name, settings, readRevision };
  return { deviceId: null, subject: { policyName: name }, text: signed.text, detail };
}

/** Every policy as devices hold it. */
export async function standingPolicies(tx: Tx, organizationId: string): Promise<StandingPolicy[]> {
  const rows = await store.selectPolicies(tx, organizationId);
  return rows.map((row) => ({
    statement: policyStatement(row, row.revision),
    approvals: row.signed.approvals ?? [],
  }));
}

/** Whether devices would take the policy under these rules. */
export function isPolicyApproved(set: TrustSet, { text, approvals = [] }: ApprovableText): boolean {
  return checkApproval(set, { kind: 'policy', text, approvals, deviceCount: 1 }).ok;
}

export interface PolicyApprovalPorts {
  readonly appendAudit: AppendAudit;
  readonly outbox: Outbox;
  readonly organizations: Pick<Organizations, 'raiseSettingsNumber'>;
  readonly signPolicy: (tx: Tx, organizationId: string, text: string) => Promise<ApprovableText>;
  readonly uninstallVerifier: (tx: Tx, organizationId: string) => Promise<UninstallVerifier>;
}

/** Policies changed meanwhile, or of which the database says something else than what was signed, stay as they are. */
export function createPolicyCarryOut(ports: PolicyApprovalPorts): CarryOut {
  return async (tx, request, statements) => {
    const revision = await ports.organizations.raiseSettingsNumber(tx, request.organizationId);
    let done = 0;
    for (const statement of statements) if (await saveApproved(ports, tx, request, statement, revision)) done += 1;
    return done;
  };
}

async function saveApproved(
  ports: PolicyApprovalPorts,
  tx: Tx,
  { organizationId, requestId, askedBy, actor, at }: ApprovedRequest,
  { text, detail, approvals }: ApprovedStatement,
  revision: number,
): Promise<boolean> {
  const policy: unknown = JSON.parse(text);
  if (!Check(DevicePolicy, policy)) return false;
  const before = await store.lockPolicy(tx, organizationId, policy.code);
  const { name, settings, readRevision } = detail as unknown as SavedDetail;
  if (before === null || before.revision !== readRevision) return false;
  const { code, revision: signedRevision } = policy;
  const saved = { code, name, settings, unlockKey: before.unlockKey };
  const uninstall = await ports.uninstallVerifier(tx, organizationId);
  const wanted = devicePolicyText(organizationId, { ...saved, uninstall, revision: signedRevision });
  if (text !== before.signed.text && text !== wanted) return false;
  const signed = { ...(await ports.signPolicy(tx, organizationId, text)), approvals: [...approvals] };
  // The number that makes devices fetch it is of now: they may have fetched others since it was asked for.
  await store.updatePolicy(tx, organizationId, { ...saved, signed, revision, updatedAt: at });
  await ports.appendAudit(tx, {
    organizationId,
    actor,
    action: 'policy.saved',
    target: { type: 'policy', id: policy.code },
    detail: {
      before: { name: before.name, settings: before.settings, revision: before.revision },
      after: { name, settings, revision },
      approvalRequest: requestId,
      askedBy,
    },
    at,
  });
  await ports.outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: policy.code });
  return true;
}
