/** Processor time of processes with all their children, from /proc: what a piece of work costs, whoever else is busy on the machine. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second. */
const ticksPerSecond = 100;

type ProcessTimes = { parent: number; ticks: number; reapedTicks: number };

/** `null` for a process that has ended meanwhile. */
function timesOf(pid: number | 'self'): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted from behind the name, which may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent, user, system, reapedUser, reapedSystem] = [1, 11, 12, 13, 14].map((at) => fields[at] ?? 0);
    return {
      parent: parent ?? 0,
      ticks: (user ?? 0) + (system ?? 0),
      reapedTicks: (reapedUser ?? 0) + (reapedSystem ?? 0),
    };
  } catch {
    return null;
  }
}

/** The process, its children, theirs and so on; what hangs below `except` is left out. */
export function treeSeconds(root: number, except?: number): number {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? timesOf(Number(name)) : null;
    if (times !== null) all.set(Number(name), times);
  }
  const belongs = (pid: number): boolean =>
    pid !== except && (pid === root || ((parent) => parent !== undefined && belongs(parent))(all.get(pid)?.parent));
  let ticks = 0;
  for (const [pid, times] of all) if (belongs(pid)) ticks += times.ticks + times.reapedTicks;
  return ticks / ticksPerSecond;
}

/** Of our own children that have ended. */
export function endedChildrenSeconds(): number {
  return (timesOf('self')?.reapedTicks ?? 0) / ticksPerSecond;
}

export function parentOf(pid: number): number {
  const times = timesOf(pid);
  if (times === null) throw new Error(`no process ${pid}`);
  return times.parent;
}
