/** 'Check in now', on its way to whichever process holds the connections of these devices. */
import { defineTopic } from '../../platform/bus/bus.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';

/** Payload: ids of devices, few enough for one message of the bus. */
export const wakeTopic = defineTopic<readonly string[]>('wake');

const maximumPerMessage = 150;

/** Wakes devices once `tx` has committed, wherever they are connected; those that are not come by themselves. */
export async function enqueueWake(outbox: Outbox, tx: Tx, deviceIds: readonly string[]): Promise<void> {
  const messages: (readonly string[])[] = [];
  for (let start = 0; start < deviceIds.length; start += maximumPerMessage)
    messages.push(deviceIds.slice(start, start + maximumPerMessage));
  await outbox.enqueueAll(tx, wakeTopic, messages);
}
