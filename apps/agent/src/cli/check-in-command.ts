/** `check-in` (接続): asks the running agent to check in now; where none runs, does one itself. */
import { type CheckInOutcome, createAgent, defaultAgentSettings } from '@sekisho/agent-core';
import { type CommandContext, explainFailure } from './context.ts';
import { exitCodes } from './exit-codes.ts';

interface Done {
  readonly outcome: CheckInOutcome;
  /** Trusted time after it. */
  readonly now: number;
}

async function checkInHere({ machine }: CommandContext): Promise<Done | 'not-enrolled' | 'already-running'> {
  const config = await machine.readConfig();
  if (config === null || !machine.hasState()) return 'not-enrolled';
  const instance = machine.takeInstance();
  if (instance === null) return 'already-running';
  const log = machine.openLog();
  const store = machine.openStore();
  try {
    // One errand, not a life: no live connection, which would only be cut again.
    const ports = { ...machine.createPorts(config, store, log), live: null };
    const { userAgent } = machine;
    const agent = createAgent(ports, { ...defaultAgentSettings, userAgent });
    if (agent === null) return 'not-enrolled';
    agent.start();
    const outcome = await agent.checkInNow();
    const { now } = agent.status();
    await agent.stop();
    return { outcome, now };
  } finally {
    store.close();
    log.close();
    instance.close();
  }
}

export async function checkInCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, language, t } = context;
  const answer = await machine.askAgent({ do: 'check-in' });
  const done =
    answer !== null && answer.did === 'check-in'
      ? { outcome: answer.outcome, now: answer.status.now }
      : await checkInHere(context);
  if (typeof done === 'string') {
    output.error(t(`agent.${done}`));
    return done === 'not-enrolled' ? exitCodes.notEnrolled : exitCodes.failed;
  }
  const { outcome, now } = done;
  if (options.flag('json')) output.out(JSON.stringify(outcome));
  else if (outcome.ok) {
    const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
    output.out(t('agent.checked-in', { serverTime: format.format(now) }));
  } else output.error(t('agent.check-in-failed', { reason: explainFailure(context, outcome.failure) }));
  return outcome.ok ? exitCodes.done : exitCodes.failed;
}
