/** How many connections to PostgreSQL a process may open, so that all processes of a machine together stay within bounds. Pure. */

const shared = 64;
const most = 16;
const fewest = 4;
/** Beside the pool: three of the job queue, one that listens, one that keeps the embedded PostgreSQL running. */
export const besidePool = 5;

/** Of the pool of one of `workers` processes. */
export function poolSize(workers: number): number {
  return Math.max(fewest, Math.min(most, Math.floor(shared / workers)));
}

/** What the whole machine opens at most, with one worker more while they are replaced. */
export function machineConnections(workers: number): number {
  const processes = workers === 1 ? 1 : workers + 1;
  return processes * (poolSize(workers) + besidePool);
}
