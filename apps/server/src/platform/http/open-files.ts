/** How many connections a process may hold: what the system lets it open, less what the rest of it needs. */
import { readFileSync } from 'node:fs';

const forTheRest = 500;
const leastConnections = 200;
/** Where the system does not say. */
const fallback = 10_000;

export function connectionLimit(): number {
  let limits: string;
  try {
    limits = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return fallback;
  }
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? fallback : Math.max(leastConnections, Number(soft) - forTheRest);
}
