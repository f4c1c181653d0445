/** Inventories of clients that do not stay: each becomes a device, or is the next of one, unless the machine's own client reports it. */
import { createHash } from 'node:crypto';
import {
  type CollectedOutcome,
  type DeviceFacts,
  type ErrorCode,
  isResident,
  type OtherAgent,
} from '@sekisho/contracts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import { selectListed, updateFactsWithin } from '../device-list/index.ts';
import type { Inventory, PreparedSections } from '../inventory/index.ts';
import { type EnrolmentPorts, type RegisteringOrganization, registerWithin } from '../registration/index.ts';
import { selectCollectedAt, settleContact, updateClientKind, vacateDeregistered } from './collected.store.ts';
import { createMachineIndex, type HardwareIdentity } from './hardware-identity.rules.ts';
import { selectMachinesLike } from './known-machines.store.ts';

export interface CollectedItem {
  readonly clientId: string;
  readonly clientKind: 'on-demand' | 'standalone' | OtherAgent;
  /** Of the installer or intake that lets it in, or of the import itself. */
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

/** A person who imports files. */
export interface Importer {
  /** `null`: they may go into any group. */
  readonly groupIds: readonly number[] | null;
  /** Lets in what names no installer of ours, into the group chosen for it. */
  readonly admission: { readonly id: string; readonly group: { readonly id: number; readonly name: string } | null };
}

export interface CollectedInventories {
  /** In order, all in `tx`. No machine may be among them twice. @param importer `null`: they come by themselves */
  take(
    tx: Tx,
    organization: RegisteringOrganization,
    items: readonly CollectedItem[],
    importer: Importer | null,
  ): Promise<Taken[]>;
}

/** Files of other agents name no policy of ours. */
const firstPolicyCode = 'A01';

/** Stands where other devices have the hash of their key: nobody proves to be this device. */
function keyHashOf(clientId: string): string {
  return createHash('sha256').update(`sekisho/collected-client/v1\n${clientId}`).digest('hex');
}

type Identified = CollectedItem & { readonly keyHash: string };

export function createCollectedInventories(ports: CollectedInventoriesPorts): CollectedInventories {
  /** Registers those that are new. */
  async function register(
    tx: Tx,
    organization: RegisteringOrganization,
    items: readonly Identified[],
    importer: Importer | null,
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
    const decided = await registerWithin(scopedTo(importer, enrolment), tx, organization.id, candidates);
    return decided.map((decision) =>
      'refusal' in decision
        ? { ok: false, code: decision.refusal.code }
        : { ok: true, outcome: 'registered', deviceId: decision.enrolled.deviceId },
    );
  }

  return {
    async take(tx, organization, items, importer) {
      const identities = items.map(({ identity }) => identity);
      const machinesOf = createMachineIndex(await selectMachinesLike(tx, organization.id, identities));
      const rest: Identified[] = [];
      const results: (Taken | null)[] = items.map((item) => {
        const same = machinesOf(item.identity);
        const agent = same.find(({ clientKind }) => isResident(clientKind));
        if (agent !== undefined) return { ok: true, outcome: 'own-agent', deviceId: agent.deviceId };
        // Whichever client or agent told of this machine first, it stays the same device.
        const keyHash = keyHashOf(item.clientId);
        const known = same.find((machine) => machine.keyHash === keyHash) ?? same[0];
        rest.push({ ...item, keyHash: known?.keyHash ?? keyHash });
        return null;
      });
      if (rest.length > 0) {
        const registered = await register(tx, organization, rest, importer);
        const groupIds = importer?.groupIds ?? null;
        const taken = await store(ports, tx, { organization, groupIds }, rest, registered);
        let next = 0;
        for (const [index, result] of results.entries()) if (result === null) results[index] = taken[next++] as Taken;
      }
      return results as Taken[];
    },
  };
}

/** An installer for another group is none that somebody of this one may use. */
function scopedTo(importer: Importer | null, enrolment: EnrolmentPorts): EnrolmentPorts {
  if (importer === null) return enrolment;
  const { groupIds, admission } = importer;
  const inScope = (group: { readonly id: number } | null) =>
    groupIds === null || (group !== null && groupIds.includes(group.id));
  return {
    ...enrolment,
    async holdInstallers(tx, organizationId, ids) {
      const held = new Map(await enrolment.holdInstallers(tx, organizationId, ids));
      const { id, group } = admission;
      if (ids.includes(id))
        held.set(id, { refusal: null, usesLeft: null, clientKind: null, policyCode: firstPolicyCode, group });
      for (const [each, installer] of held)
        if (!inScope(installer.group)) held.set(each, { ...installer, refusal: 'permission-denied' });
      return held;
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
    return isNews && item !== undefined ? [{ ...item, organizationId, deviceId: taken.deviceId, holder: null }] : [];
  });
  if (kept.length > 0) {
    await ports.inventory.storeWithin(tx, kept, new Date(ports.clock.now()));
    await updateFactsWithin(tx, organizationId, kept);
    await updateClientKind(tx, kept);
    await settleContact(tx, kept);
  }
  return decided;
}
