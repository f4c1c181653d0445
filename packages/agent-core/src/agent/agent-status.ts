/** How the agent stands, for `sekisho-agent status` and for tests. */
import type { AgentContext } from './agent-context.ts';
import type { AgentStatus } from './agent-types.ts';
import type { CheckInLoop } from './check-in-loop.ts';
import type { LiveLoop } from './live-loop.ts';
import type { ScreenKeeper } from './screen-keeper.ts';

export interface StatusParts {
  readonly screen: ScreenKeeper;
  readonly live: LiveLoop;
  readonly checkIns: CheckInLoop;
}

export function agentStatus(
  { memory, ports, wheel }: AgentContext,
  { screen, live, checkIns }: StatusParts,
): AgentStatus {
  const dueAtMs = wheel.dueAt('check-in');
  return {
    deviceId: memory.identity.deviceId,
    organizationName: memory.identity.organizationName,
    mode: memory.lock.mode,
    screen: screen.wanted,
    screenShown: screen.wanted !== 'none' && screen.shown === screen.wanted,
    screenFaults: [...screen.faults],
    releasedUntil: memory.lock.release?.until ?? null,
    settingsRevision: memory.settings?.settingsRevision ?? 0,
    policyCode: memory.settings?.policyCode ?? null,
    now: memory.now(),
    lastCheckInAt: memory.lock.lastCheckIn,
    lastInventoryAt: memory.inventory?.sentAt ?? null,
    lastFailure: checkIns.lastFailure,
    nextCheckInInMs: dueAtMs === null ? null : Math.max(0, dueAtMs - ports.timers.nowMs()),
    live: live.state,
    waitingItems: memory.itemCount(),
  };
}
