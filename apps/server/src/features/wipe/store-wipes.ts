/** Puts wipes on their way, with or without approvals. */
import type { Approval, WipeParameters } from '@sekisho/contracts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import { insertCommands, supersedeOpen } from '../commands/index.ts';
import { updateOpenCommand } from '../device-list/index.ts';

export interface OrderPorts {
  readonly tracing: Tracing;
  /** Locks the devices' rows of contact. */
  readonly holdForOrder: (tx: Tx, organizationId: string, deviceIds: readonly string[]) => Promise<void>;
  /** Tells devices to check in once `tx` has committed. */
  readonly wake: (tx: Tx, deviceIds: readonly string[]) => Promise<void>;
}

/** A wipe that may be issued: decided, its intent made, nothing stored yet. */
export interface PlannedWipe {
  readonly id: string;
  readonly deviceId: string;
  readonly computerName: string;
  readonly hardwareSerialNumber: string;
  readonly parameters: WipeParameters;
  readonly intent: string;
}

/** Whatever else is on its way to these devices ends; the devices are woken. Their rows of contact are locked. */
export async function storeWipes(
  { wake, tracing }: Pick<OrderPorts, 'wake' | 'tracing'>,
  tx: Tx,
  issued: { readonly organizationId: string; readonly issuedBy: string | null; readonly at: Date },
  wipes: readonly (Pick<PlannedWipe, 'id' | 'deviceId' | 'intent'> & { readonly approvals?: readonly Approval[] })[],
): Promise<void> {
  if (wipes.length === 0) return;
  const { organizationId, issuedBy, at } = issued;
  const deviceIds = wipes.map(({ deviceId }) => deviceId);
  await supersedeOpen(tx, organizationId, deviceIds, ['lock', 'unlock', 'collect-inventory'], at);
  await insertCommands(tx, organizationId, { kind: 'wipe', issuedBy, at, trace: tracing.current() }, wipes);
  await updateOpenCommand(
    tx,
    deviceIds.map((deviceId) => ({ organizationId, deviceId })),
    'wipe',
  );
  await wake(tx, deviceIds);
}
