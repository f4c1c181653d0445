/** What the device's calls need, taken from what the agent holds and what its machine has told. */
import type { ClientTools } from '../client/device-client.ts';
import type { AgentPorts } from '../ports/agent-ports.ts';
import type { AgentSettings } from './agent-types.ts';
import type { CheckInExchange } from './check-in-exchange.ts';
import type { DeviceMemory } from './device-memory.ts';

/** @param exchange is asked when something is called, not before */
export function clientToolsOf(
  { transport, random, timers }: AgentPorts,
  { userAgent, requestTimeoutMs: timeoutMs }: AgentSettings,
  memory: DeviceMemory,
  exchange: () => CheckInExchange,
): ClientTools {
  return {
    transport,
    random,
    timers,
    userAgent,
    timeoutMs,
    identity: memory.identity,
    trust: () => memory.trust,
    hardwareSerialNumber: () => exchange().hardwareSerialNumber,
    machine: () => exchange().machine,
    mark: () => memory.mark,
    keepMark: (mark) => memory.commit({ mark }),
  };
}
