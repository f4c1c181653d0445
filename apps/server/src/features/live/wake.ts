/** 'Check in now', on its way to whichever process holds the connections of these devices. */
import { Traceparent } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { defineTopic } from '../../platform/bus/bus.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';

/**
 * Payload: ids of devices, few enough for one message of the bus; at the end, where that is traced, what the wake belongs to. To
 * processes of an older version that is one more id of a device that they do not have.
 */
export const wakeTopic = defineTopic<readonly string[]>('wake');

const maximumPerMessage = 150;

export interface WakePorts {
  readonly outbox: Outbox;
  readonly tracing: Tracing;
}

/** So few are of somebody who looks at the screen and waits; more are a mass. */
export const urgentDevices = 10;

export interface Wake {
  readonly deviceIds: readonly string[];
  readonly trace: string | null;
}

export function readWake(message: readonly string[]): Wake {
  const last = message.at(-1);
  return Check(Traceparent, last)
    ? { deviceIds: message.slice(0, -1), trace: last }
    : { deviceIds: message, trace: null };
}

/** Wakes devices once `tx` has committed, wherever they are connected; those that are not come by themselves. */
export async function enqueueWake({ outbox, tracing }: WakePorts, tx: Tx, deviceIds: readonly string[]): Promise<void> {
  const trace = deviceIds.length <= urgentDevices ? tracing.current() : null;
  const messages: (readonly string[])[] = [];
  for (let start = 0; start < deviceIds.length; start += maximumPerMessage)
    messages.push(deviceIds.slice(start, start + maximumPerMessage).concat(trace ?? []));
  await outbox.enqueueAll(tx, wakeTopic, messages);
}
