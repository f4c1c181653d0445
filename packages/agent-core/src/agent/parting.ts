/** When a copy of a device parts from its original. */
import type { DeviceFacts } from '@sekisho/contracts';
import type { ClientTools } from '../client/device-client.ts';
import { part } from '../client/part.ts';
import { type AgentContext, messageOf } from './agent-context.ts';

/**
 * A copy that is locked, but by its timer, stays with its original: whatever is ordered for one is for both.
 * @returns whether what is stored is another device's now
 */
export async function partFromOriginal(
  { memory, ports }: AgentContext,
  tools: ClientTools,
  facts: DeviceFacts | null,
): Promise<boolean> {
  const { mode } = memory.lock;
  if (facts === null || (mode !== 'unlocked' && mode !== 'timer')) return false;
  try {
    const outcome = await part({ ...tools, store: ports.store, memory, facts });
    if (outcome.ok) ports.log.info('this copy is a device of its own now', { deviceId: outcome.value.deviceId });
    else ports.log.warn('this copy could not become a device of its own', { code: outcome.failure });
    return outcome.ok;
  } catch (error) {
    ports.log.error('this copy could not become a device of its own', { reason: messageOf(error) });
    return false;
  }
}
