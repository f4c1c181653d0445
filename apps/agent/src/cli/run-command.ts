/** `run`: the agent itself, until it is asked to end. */
import type { AgentLog } from '../agent-log.ts';
import type { Closable, Machine } from '../machine.ts';
import { AgentHost } from './agent-host.ts';
import { exitCodes } from './exit-codes.ts';
import { keepSmall } from './keep-small.ts';

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
    open.push(await served(() => machine.serveControl(host.answerControl), log, 'the command line cannot be served'));
    open.push(await served(() => machine.serveClients(host.answerClient), log, 'the window cannot be served'));
    await host.lookAgain();
    open.push(keepSmall(machine, log));
    const asked = machine.untilAsked().then(() => host.giveBackTry());
    const why = await Promise.race([asked, host.restartAsked.then(() => exitCodes.restart)]);
    return why ?? exitCodes.done;
  } finally {
    for (const each of open) each.close();
    await host.end();
  }
}

/** Without its sockets, on a disk that can only be read, the agent protects all the same. */
async function served(serve: () => Promise<Closable>, log: AgentLog, trouble: string): Promise<Closable> {
  try {
    return await serve();
  } catch (error) {
    log.error(trouble, { reason: error instanceof Error ? error.message : String(error) });
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
