/** What lists must know of an organization's policies. */
import type { Organizations } from '../organizations/index.ts';
import type { Policies } from '../policies/index.ts';
import { onlineForMs } from './device-state.rules.ts';
import type { ListedPolicy } from './list-conditions.ts';

export interface PolicyInList extends ListedPolicy {
  readonly checkInIntervalMs: number;
}

export interface ListedPoliciesPorts {
  readonly policies: Pick<Policies, 'list'>;
  readonly organizations: Pick<Organizations, 'homeRevision'>;
}

export async function listPolicies(ports: ListedPoliciesPorts, organizationId: string): Promise<PolicyInList[]> {
  const home = await ports.organizations.homeRevision(organizationId);
  const rows = await ports.policies.list(organizationId);
  return rows.map(({ code, name, revision, settings: { checkInIntervalMs, timerLock } }) => ({
    code,
    name,
    revision,
    wantedRevision: Math.max(home, revision),
    onlineForMs: onlineForMs(checkInIntervalMs),
    checkInIntervalMs,
    timerLock,
  }));
}
