/**
 * `setup`: what an installer waits for. Ends when the device is registered by what came with the installer, has its settings and has
 * told its inventory (I07); or when that was refused, or has to wait for the server. The agent goes on by itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ControlAnswer } from '../machine.ts';
import { AgentHost } from './agent-host.ts';
import { type CommandContext, explainFailure, explainInstaller } from './context.ts';
import { exitCodes } from './exit-codes.ts';

type Status = Extract<ControlAnswer, { did: 'status' }>;

const usualWaitSeconds = 60;
const mostSeconds = 3_600;
const lookEveryMs = 250;

/** `unregistered`: nothing came with the installer, so that somebody has to register the device. */
export type SetupProgress = 'done' | 'refused' | 'unregistered' | 'waiting';

export function setupProgress({ status, installed, installer }: Omit<Status, 'did'>): SetupProgress {
  if (status === null) {
    if (installer === null) return 'unregistered';
    return installer.state === 'refused' ? 'refused' : 'waiting';
  }
  if (status.lastCheckInAt === null) return 'waiting';
  const wantsInventory = installed?.initial.inventoryAfterInstall ?? true;
  return wantsInventory && status.lastInventoryAt === null ? 'waiting' : 'done';
}

type Ask = () => Promise<ControlAnswer | null>;

/** The last that was heard; `null`: nobody answered in all that time. */
async function waitUntilSettled(ask: Ask, seconds: number): Promise<Status | null> {
  const endMs = performance.now() + seconds * 1000;
  let last: Status | null = null;
  do {
    const answer = await ask();
    if (answer?.did === 'status') {
      last = answer;
      if (setupProgress(answer) !== 'waiting') return answer;
    }
    await pause(lookEveryMs);
  } while (performance.now() < endMs);
  return last;
}

/** Without a service, as the agent itself, for as long as it takes. */
async function setUpHere({ machine }: CommandContext, seconds: number): Promise<Status | null | 'already-running'> {
  const instance = machine.takeInstance();
  if (instance === null) return 'already-running';
  const log = machine.openLog();
  const host = new AgentHost(machine, log);
  try {
    await host.begin();
    return await waitUntilSettled(() => host.answerControl({ do: 'status' }), seconds);
  } finally {
    await host.end();
    log.close();
    instance.close();
  }
}

function report(context: CommandContext, settled: Status | null): number {
  const { output, options, t } = context;
  const say = (text: string) => (options.flag('quiet') ? undefined : output.out(text));
  if (settled === null) {
    output.error(t('agent.not-running'));
    return exitCodes.notRunning;
  }
  const { status, installer } = settled;
  switch (setupProgress(settled)) {
    case 'done':
      say(t('agent.enrolled', { organization: status?.organizationName ?? '', deviceId: status?.deviceId ?? '' }));
      say(t('agent.setup.done'));
      return exitCodes.done;
    case 'unregistered':
      say(t('agent.setup.unregistered'));
      return exitCodes.notEnrolled;
    case 'refused':
      output.error(installer === null ? '' : explainInstaller(context, installer));
      return exitCodes.failed;
    case 'waiting': {
      if (installer !== null) output.error(explainInstaller(context, installer));
      else if (status?.lastFailure != null) output.error(explainFailure(context, status.lastFailure));
      output.error(t('agent.setup.later'));
      return exitCodes.later;
    }
  }
}

export async function setupCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const seconds = Number(options.text('wait') ?? usualWaitSeconds);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > mostSeconds) {
    output.error(t('agent.option-invalid', { option: '--wait' }));
    return exitCodes.usage;
  }
  if (!options.flag('quiet')) output.out(t('agent.setup.waiting'));
  const settled = options.flag('here')
    ? await setUpHere(context, seconds)
    : await waitUntilSettled(() => machine.askAgent({ do: 'status' }), seconds);
  if (settled !== 'already-running') return report(context, settled);
  output.error(t('agent.already-running'));
  return exitCodes.failed;
}
