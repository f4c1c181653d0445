/** `run`: the agent itself, until it is asked to end. */
import { type Agent, type AgentObservation, createAgent, defaultAgentSettings } from '@sekisho/agent-core';
import type { AgentConfig } from '../agent-config.ts';
import type { AgentLog } from '../agent-log.ts';
import { agentVersion } from '../agent-version.ts';
import type { Closable, ControlAnswer, ControlRequest, Machine } from '../machine.ts';
import { exitCodes } from './exit-codes.ts';

/** Only what is needed to run: texts and their parser are left to the other commands. */
export interface RunContext {
  readonly machine: Machine;
  readonly say: (what: 'not-enrolled' | 'already-running') => void;
}

function answerControl(agent: Agent): (request: ControlRequest) => Promise<ControlAnswer> {
  return async (request) => {
    if (request.do === 'status') return { did: 'status', status: agent.status() };
    if (request.do !== 'check-in') return { did: 'nothing' };
    const outcome = await agent.checkInNow();
    return { did: 'check-in', outcome, status: agent.status() };
  };
}

/** What is worth a line: not every check-in of a healthy day. */
function journal(log: AgentLog): (observation: AgentObservation) => void {
  let failing: string | null = null;
  return (observation) => {
    if (observation.type === 'checked-in') {
      const { outcome } = observation;
      const failure = outcome.ok ? null : outcome.failure;
      if (failure === failing && !(outcome.ok && outcome.commands > 0)) return;
      if (outcome.ok) log.info('checked in', { commands: outcome.commands, tookMs: Math.round(observation.tookMs) });
      else log.warn('check-in failed', { failure: outcome.failure, detail: outcome.detail });
      failing = failure;
    } else if (observation.type === 'screen') log.info('screen', { screen: observation.screen });
    else if (observation.type === 'live') log.info('live connection', { state: observation.state });
    else if (observation.type === 'inventory-sent') log.info('inventory sent');
    else if (observation.type === 'deregistered') log.warn('this device was deregistered');
  };
}

/** In place of a configuration that was lost: nobody is reached by it, but a lock stands all the same. */
const nowhere: AgentConfig = { server: 'https://configuration-lost.invalid', ca: null, trustHash: null, proxy: null };

async function runAgent(machine: Machine, log: AgentLog): Promise<number> {
  if (!machine.hasState()) return exitCodes.notEnrolled;
  const config = (await machine.readConfig()) ?? nowhere;
  const store = machine.openStore();
  const ports = machine.createPorts(config, store, log);
  // Nothing that could take long comes before the start: a locked device is covered first.
  const { userAgent } = machine;
  const agent = createAgent(ports, { ...defaultAgentSettings, userAgent }, journal(log));
  if (agent === null) {
    store.close();
    return exitCodes.notEnrolled;
  }
  if (config === nowhere) log.error('the configuration is missing or damaged: enrol again with --server');
  log.info('started', { version: agentVersion, server: config.server, deviceId: agent.status().deviceId });
  agent.start();
  const open: Closable[] = [machine.watchSleep(() => agent.notice({ type: 'woke' }))];
  try {
    open.push(await machine.serveControl(answerControl(agent)));
    await machine.untilAsked();
  } finally {
    for (const each of open) each.close();
    await agent.stop();
    store.close();
    log.info('stopped');
  }
  return exitCodes.done;
}

export async function runCommand({ machine, say }: RunContext): Promise<number> {
  const instance = machine.takeInstance();
  if (instance === null) {
    say('already-running');
    return exitCodes.failed;
  }
  const log = machine.openLog();
  try {
    const code = await runAgent(machine, log);
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
