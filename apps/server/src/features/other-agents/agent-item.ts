/** What an agent of others says, as an inventory that was collected by a client that does not stay. */
import type { AgentFaultCode, InventoryRequest } from '@sekisho/contracts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type CollectedItem, clientIdOf, identityOf } from '../collected-inventories/index.ts';
import type { PreparedSections } from '../inventory/index.ts';
import { type AgentMessage, readMessage } from './agent-message.ts';
import { mapInventory } from './map-inventory.rules.ts';
import { unpackBody } from './unpack-body.ts';

export interface Placing {
  readonly organizationId: string;
  /** The intake or the import through which it comes. */
  readonly installerId: string;
  readonly nowMs: number;
  readonly prepare: (request: InventoryRequest) => Promise<PreparedSections>;
}

export type AgentItem =
  | { readonly ok: true; readonly item: CollectedItem }
  | { readonly ok: false; readonly code: AgentFaultCode };

/** @param isLive it was collected just now, whatever its clock says */
export async function itemOfMessage(
  { organizationId, installerId, nowMs, prepare }: Placing,
  message: AgentMessage,
  isLive: boolean,
): Promise<AgentItem> {
  const mapped = mapInventory(message);
  if (!mapped.ok) return mapped;
  const { agent, agentDeviceId, facts, sections } = mapped.inventory;
  const identity = identityOf(facts, sections);
  const collectedAt = (isLive ? null : mapped.inventory.collectedAt) ?? nowMs;
  try {
    const item: CollectedItem = {
      clientId: clientIdOf(organizationId, identity, agentDeviceId || facts.computerName),
      clientKind: agent,
      installerId,
      identity,
      facts,
      collectedAt: new Date(collectedAt),
      sections: await prepare({ collectedAt, sections }),
    };
    return { ok: true, item };
  } catch (cause) {
    if (cause instanceof SekishoError && cause.status < 500) return { ok: false, code: 'agent-unreadable' };
    throw cause;
  }
}

/** A file as an agent saves it, packed or not. */
export async function readAgentFile(placing: Placing, bytes: Buffer): Promise<AgentItem> {
  const unpacked = await unpackBody(bytes);
  if (unpacked === null) return { ok: false, code: 'agent-unreadable' };
  const read = await readMessage(unpacked);
  if (!read.ok) return read;
  if (read.message.action !== 'inventory') return { ok: false, code: 'agent-unreadable' };
  return itemOfMessage(placing, read.message, false);
}
