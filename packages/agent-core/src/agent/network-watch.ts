/** Looks for the networks that release a timer lock: at once when it begins, and every five minutes while it covers the screen (N11). */
import { notSupportedHere } from '../ports/machine.ts';
import type { AgentContext } from './agent-context.ts';
import type { LockKeeper } from './lock-keeper.ts';
import { Watch } from './watch.ts';

const intervalMs = 5 * 60_000;

/** A device that its timer has not locked, or that is released, has nothing to look for. */
export function wantsNetworks({ memory, ports }: AgentContext): boolean {
  const { mode, release } = memory.lock;
  return mode === 'timer' && release === null && ssidsOf(memory).length > 0 && ports.platform.wifi !== notSupportedHere;
}

function ssidsOf({ settings }: AgentContext['memory']): readonly string[] {
  return settings?.policy.settings.ssids ?? [];
}

export function createNetworkWatch(context: AgentContext, lock: LockKeeper): Watch<readonly string[]> {
  const { memory, ports } = context;
  const { wifi } = ports.platform;
  return new Watch(context, {
    deadline: 'networks',
    intervalMs,
    look: async () => (wifi === notSupportedHere ? null : wifi.networks()),
    told(seen) {
      const wanted = new Set(ssidsOf(memory));
      if (seen.some((name) => wanted.has(name))) lock.feed([{ type: 'ssid-seen', now: memory.now() }]);
    },
  });
}
