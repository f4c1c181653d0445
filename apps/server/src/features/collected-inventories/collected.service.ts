/** Inventories of clients that do not stay: each becomes a device, or is the next of one, unless the machine's own client reports it. */
import { createHash } from 'node:crypto';
import type { CollectedOutcome, DeviceFacts, ErrorCode } from '@sekisho/contracts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import { selectListed, updateFactsWithin } from '../device-list/index.ts';
import type { Inventory, PreparedSections } from '../inventory/index.ts';
import { type EnrolmentPorts, type RegisteringOrganization, registerWithin } from '../registration/index.ts';
import { selectCollectedAt, settleContact, updateClientKind, vacateDeregistered } from './collected.store.ts';
import { type HardwareIdentity, isSameMachine } from './hardware-identity.rules.ts';
import { selectOwnAgents } from './own-agents.store.ts';

export interface CollectedItem {
  readonly clientId: string;
  readonly clientKind: 'on-demand' | 'standalone';
  readonly installerId: string;
  readonly identity: HardwareIdentity;
  readonly facts: DeviceFacts;
  readonly collectedAt: Date;
  readonly sections: PreparedSections;
}

export type Taken =
  | { readonly ok: true; readonly outcome: CollectedOutcome; readonly deviceId: string }
  | { readonly ok: false; readonly code: ErrorCode };

export interface CollectedInventoriesPorts {
  readonly clock: Clock;
  readonly enrolment: EnrolmentPorts;
  readonly inventory: Pick<Inventory, 'storeWithin'>;
}

export interface CollectedInventories {
  /**
   * In order, all in `tx`. No client may be among them twice.
   * @param groupIds of whoever imports them; `null`: they go into any group
   */
  take(
    tx: Tx,
    organization: RegisteringOrganization,
    items: readonly CollectedItem[],
    groupIds: readonly number[] | null,
  ): Promise<Taken[]>;
}

/** Stands where other devices have the hash of their key: nobody proves to be this device. */
function keyHashOf(clientId: string): string {
  return createHash('sha256').update(`sekisho/collected-client/v1\n${clientId}`).digest('hex');
}

type Identified = CollectedItem & { readonly keyHash: string };

export function createCollectedInventories(ports: CollectedInventoriesPorts): CollectedInventories {
  /** Registers those that are new. An installer for another group is none that somebody of this one may use. */
  async function register(
    tx: Tx,
    organization: RegisteringOrganization,
    items: readonly Identified[],
    groupIds: readonly number[] | null,
  ): Promise<Taken[]> {
    const { enrolment } = ports;
    await vacateDeregistered(tx, organization.id, items);
    const candidates = items.map(({ keyHash, clientId, installerId, clientKind, facts }) => ({
      request: { clientKind, facts },
      publicKey: Buffer.from(clientId),
      keyHash,
      organization,
      installerId,
      copyOf: null,
    }));
    const inScope = (group: { readonly id: number } | null) =>
      groupIds === null || (group !== null && groupIds.includes(group.id));
    const scoped: EnrolmentPorts = {
      ...enrolment,
      async holdInstallers(...which) {
        const held = [...(await enrolment.holdInstallers(...which))].map(([id, installer]) => {
          const refusal = inScope(installer.group) ? installer.refusal : 'permission-denied';
          return [id, { ...installer, refusal }] as const;
        });
        return new Map(held);
      },
    };
    const decided = await registerWithin(scoped, tx, organization.id, candidates);
    return decided.map((decision) =>
      'refusal' in decision
        ? { ok: false, code: decision.refusal.code }
        : { ok: true, outcome: 'registered', deviceId: decision.enrolled.deviceId },
    );
  }

  return {
    async take(tx, organization, items, groupIds) {
      const own = await selectOwnAgents(
        tx,
        organization.id,
        items.map(({ identity }) => identity),
      );
      const rest: Identified[] = [];
      const results: (Taken | null)[] = items.map((item) => {
        const agent = own.find((hardware) => isSameMachine(hardware, item.identity));
        if (agent !== undefined) return { ok: true, outcome: 'own-agent', deviceId: agent.deviceId };
        rest.push({ ...item, keyHash: keyHashOf(item.clientId) });
        return null;
      });
      if (rest.length > 0) {
        const registered = await register(tx, organization, rest, groupIds);
        const taken = await store(ports, tx, { organization, groupIds }, rest, registered);
        let next = 0;
        for (const [index, result] of results.entries()) if (result === null) results[index] = taken[next++] as Taken;
      }
      return results as Taken[];
    },
  };
}

interface Scope {
  readonly organization: RegisteringOrganization;
  readonly groupIds: readonly number[] | null;
}

/** Of each device the newest inventory stays. */
async function store(
  ports: CollectedInventoriesPorts,
  tx: Tx,
  { organization: { id: organizationId }, groupIds }: Scope,
  items: readonly CollectedItem[],
  registered: readonly Taken[],
): Promise<Taken[]> {
  const deviceIds = registered.flatMap((taken) => (taken.ok ? taken.deviceId : []));
  const held = await selectCollectedAt(tx, organizationId, deviceIds);
  const listed = new Map((await selectListed(tx, organizationId, deviceIds)).map((row) => [row.deviceId, row]));
  const decided = registered.map((taken, index): Taken => {
    if (!taken.ok) return taken;
    const { deviceId } = taken;
    const groupId = listed.get(deviceId)?.groupId ?? null;
    if (groupIds !== null && (groupId === null || !groupIds.includes(groupId)))
      return { ok: false, code: 'permission-denied' };
    const [before, now] = [held.get(deviceId)?.getTime(), items[index]?.collectedAt.getTime() ?? 0];
    if (before === undefined) return taken;
    if (before === now) return { ok: true, outcome: 'unchanged', deviceId };
    return { ok: true, outcome: before < now ? 'updated' : 'older', deviceId };
  });
  const kept = decided.flatMap((taken, index) => {
    const item = items[index];
    const isNews = taken.ok && (taken.outcome === 'registered' || taken.outcome === 'updated');
    return isNews && item !== undefined ? [{ ...item, organizationId, deviceId: taken.deviceId }] : [];
  });
  if (kept.length > 0) {
    await ports.inventory.storeWithin(tx, kept, new Date(ports.clock.now()));
    await updateFactsWithin(tx, organizationId, kept);
    await updateClientKind(tx, kept);
    await settleContact(tx, kept);
  }
  return decided;
}
