/** What the start left behind goes back to the system, and again and again what a busy time did. */
import type { AgentLog } from '../agent-log.ts';
import type { Closable, Machine } from '../machine.ts';
import { after } from '../os/any/after.ts';
import { every } from '../os/any/every.ts';

/** Registered, checked in, its inventory sent. */
const startedMs = 20_000;
const busyMs = 1_800_000;

export function keepSmall({ returnMemory }: Pick<Machine, 'returnMemory'>, log: Pick<AgentLog, 'warn'>): Closable {
  if (returnMemory === undefined) return { close: () => undefined };
  const giveBack = () => {
    try {
      returnMemory();
    } catch (error) {
      close();
      log.warn('memory cannot be given back', { reason: error instanceof Error ? error.message : String(error) });
    }
  };
  const callOff = after(startedMs, giveBack);
  const again = every(busyMs, giveBack);
  const close = () => {
    callOff();
    again.close();
  };
  return { close };
}
