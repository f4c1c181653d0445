/**
 * The service that the launcher has become, handed to the version it loads. A launcher meets versions that are years younger: what stands here,
 * and what `RunningService` has, stays as it is for good.
 */
import type { RunningService } from './running-service.ts';

const place = Symbol.for('sekisho.service');
type Hall = { [place]?: RunningService };

export function handOver(service: RunningService): void {
  (globalThis as Hall)[place] = service;
}

/** `null`: nobody has become one in this process. */
export function handedOver(): RunningService | null {
  return (globalThis as Hall)[place] ?? null;
}
