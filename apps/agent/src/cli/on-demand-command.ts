/** `on-demand`: collects the inventory, sends it, and leaves nothing on the machine (I03). */
import { sendCollected, silentLog } from '@sekisho/agent-core';
import { collectOnce } from '../collect-once/collect-once.ts';
import { readRunOptions } from '../collect-once/run-options.ts';
import { type CommandContext, explainFailure } from './context.ts';
import { exitCodes } from './exit-codes.ts';

const requestTimeoutMs = 120_000;

export async function onDemandCommand(context: CommandContext): Promise<number> {
  const { machine, output, t } = context;
  const options = await readRunOptions(context, 'on-demand');
  if (!options.ok) {
    output.error(options.message);
    return exitCodes.usage;
  }
  const { installer, config } = options;
  const { clock, transport, network } = machine.connect(config, { ...silentLog, close: () => undefined });
  try {
    output.out(t('agent.collecting'));
    const inventory = await collectOnce(machine, installer, clock.read().wallMs);
    output.out(t('agent.on-demand.sending', { server: config.server }));
    const answer = await sendCollected(
      { transport, userAgent: machine.userAgent, timeoutMs: requestTimeoutMs },
      inventory,
    );
    if (!answer.ok) {
      output.error(t('agent.on-demand.failed', { reason: explainFailure(context, answer.failure) }));
      return exitCodes.failed;
    }
    const { organizationName, outcome } = answer.value;
    output.out(
      t(`agent.on-demand.${outcome}`, { organization: organizationName, computerName: inventory.facts.computerName }),
    );
    return exitCodes.done;
  } finally {
    network.close();
  }
}
