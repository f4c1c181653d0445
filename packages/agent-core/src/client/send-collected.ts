/** One call for a client that does not stay: what it collected goes out whole, under the token of its installer. */
import { type CollectedInventory, CollectedInventoryAnswer } from '@sekisho/contracts';
import { type CallOutcome, type CallTools, call } from './http-call.ts';

export function sendCollected(
  tools: CallTools,
  inventory: CollectedInventory,
): Promise<CallOutcome<CollectedInventoryAnswer>> {
  return call(tools, { method: 'POST', path: '/device/v1/on-demand', body: inventory }, CollectedInventoryAnswer);
}
