/** Which processes there are, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** State and parent; `null` for one that is not there. */
function factsOf(pid: number): { readonly state: string; readonly parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted from behind the name, which may hold anything.
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** A zombie has ended. */
export function isRunning(pid: number): boolean {
  const facts = factsOf(pid);
  return facts !== null && !/[ZX]/.test(facts.state);
}

/** The living processes that `pid` has started, oldest first. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => factsOf(child)?.parent === pid && isRunning(child))
    .sort((left, right) => left - right);
}
