/** SIM monitoring: looks at the SIM in use once a minute, as long as the policy wants it (N19). */
import type { LockState } from '@sekisho/lock';
import { notSupportedHere } from '../ports/machine.ts';
import type { AgentContext } from './agent-context.ts';
import type { LockKeeper } from './lock-keeper.ts';
import { Watch } from './watch.ts';

const intervalMs = 60_000;

export function wantsSims({ memory, ports }: AgentContext): boolean {
  const { mode, policy } = memory.lock;
  const isOver = mode === 'wiping' || mode === 'deregistered';
  return !isOver && policy?.simMonitoring === true && ports.platform.sims !== notSupportedHere;
}

/** Of several modems' SIMs, the one that may be there: a second modem that is plugged in is no exchange. `null`: none at all. */
export function simOf(iccids: readonly string[], { baseline, tolerated }: LockState['sim']): string | null {
  return [baseline, tolerated].find((iccid) => iccid !== null && iccids.includes(iccid)) ?? iccids[0] ?? null;
}

/** What the lock knows already needs no event, and no write. */
function isKnown(iccid: string | null, sim: LockState['sim']): boolean {
  if (iccid !== sim.present) return false;
  return iccid === null ? sim.absenceReported : iccid === sim.baseline || iccid === sim.tolerated;
}

/** No modem is no news: one that is off, unplugged or not up yet says nothing of its SIM. */
export function createSimWatch(context: AgentContext, lock: LockKeeper): Watch<readonly string[]> {
  const { memory, ports } = context;
  const { sims } = ports.platform;
  return new Watch(context, {
    deadline: 'sims',
    intervalMs,
    look: async () => (sims === notSupportedHere ? null : sims.read()),
    told(iccids) {
      const iccid = simOf(iccids, memory.lock.sim);
      if (!isKnown(iccid, memory.lock.sim)) lock.feed([{ type: 'sim', now: memory.now(), iccid }]);
    },
  });
}
