/** Processor time and memory of processes with all their children, from /proc: what a piece of work costs, whoever else is busy. */
import { readdirSync, readFileSync } from 'node:fs';
import { residentMiB } from './figures.ts';
import type { ServerDatabase } from './server-database.ts';

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
function treeOf(root: number, except?: number): Map<number, ProcessTimes> {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? timesOf(Number(name)) : null;
    if (times !== null) all.set(Number(name), times);
  }
  const belongs = (pid: number): boolean =>
    pid !== except && (pid === root || ((parent) => parent !== undefined && belongs(parent))(all.get(pid)?.parent));
  return new Map([...all].filter(([pid]) => belongs(pid)));
}

export function treeSeconds(root: number, except?: number): number {
  const ticks = [...treeOf(root, except).values()].reduce((sum, times) => sum + times.ticks + times.reapedTicks, 0);
  return ticks / ticksPerSecond;
}

/** Pages that processes share are counted for each. */
export function treeResidentMiB(root: number, except?: number): number {
  return [...treeOf(root, except).keys()].reduce((sum, pid) => sum + residentMiB(pid), 0);
}

/** Open files of the process of the tree that has most of them. */
export function mostOpenFiles(root: number, except?: number): number {
  return Math.max(...[...treeOf(root, except).keys()].map((pid) => readdirSync(`/proc/${pid}/fd`).length));
}

/** Of all processes of the tree; pages that they share are counted once. */
export function treeMemoryMiB(root: number, except?: number): number {
  const kibibytes = [...treeOf(root, except).keys()].map((pid) =>
    Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]),
  );
  return kibibytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** Of our own children that have ended. */
export function endedChildrenSeconds(): number {
  return (timesOf('self')?.reapedTicks ?? 0) / ticksPerSecond;
}

/** The process of the database's server, which is a child of ours or of nobody. */
export async function postmasterOf({ pool }: ServerDatabase): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const times = timesOf(rows[0]?.pid ?? 0);
  if (times === null) throw new Error('no database');
  return times.parent;
}

export type Spent = Record<'server' | 'database' | 'load', number>;

/** Begins to count; the answer says what each side has spent since, in microseconds for one of `pieces` of work. */
export function countProcessor(
  server: number | readonly number[],
  postmaster: number,
  load: () => number,
): (pieces: number) => Spent {
  const spent = (): Spent => ({
    server: [server].flat().reduce((sum, pid) => sum + treeSeconds(pid, postmaster), 0),
    database: treeSeconds(postmaster),
    load: load(),
  });
  const before = spent();
  return (pieces) => {
    const after = spent();
    const each = (side: keyof Spent) => ((after[side] - before[side]) * 1_000_000) / pieces;
    return { server: each('server'), database: each('database'), load: each('load') };
  };
}
