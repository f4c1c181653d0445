/** `run`: the agent itself, until it is asked to end. */
import type { AgentLog } from '../agent-log.ts';
import type { Closable, Machine } from '../machine.ts';
import { AgentHost } from './agent-host.ts';
import { exitCodes } from './exit-codes.ts';

/** Only what is needed to run: texts and their parser are left to the other commands. */
export interface RunContext {
  readonly machine: Machine;
  readonly say: (what: 'not-enrolled' | 'already-running') => void;
}

async function runHost(machine: Machine, log: AgentLog): Promise<number> {
  const host = new AgentHost(machine, log);
  const open: Closable[] = [];
  try {
    if (!(await host.begin())) return exitCodes.notEnrolled;
    open.push(await machine.serveControl(host.answerControl));
    open.push(await serveClients(machine, host, log));
    await machine.untilAsked();
  } finally {
    for (const each of open) each.close();
    await host.end();
  }
  return exitCodes.done;
}

/** Without the window's socket the agent protects all the same. */
async function serveClients(machine: Machine, host: AgentHost, log: AgentLog): Promise<Closable> {
  try {
    return await machine.serveClients(host.answerClient);
  } catch (error) {
    log.error('the window cannot be served', { reason: error instanceof Error ? error.message : String(error) });
    return { close: () => undefined };
  }
}

export async function runCommand({ machine, say }: RunContext): Promise<number> {
  const instance = machine.takeInstance();
  if (instance === null) {
    say('already-running');
    return exitCodes.failed;
  }
  const log = machine.openLog();
  try {
    const code = await runHost(machine, log);
    if (code === exitCodes.notEnrolled) say('not-enrolled');
    return code;
  } catch (error) {
    log.error('the agent failed', { reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return exitCodes.failed;
  } finally {
    log.close();
    instance.close();
  }
}
