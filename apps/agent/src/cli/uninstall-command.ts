/** `uninstall`: takes the agent away, unless the device is locked. */
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { storedLock } from './stored-mode.ts';

/** A release that is running opens the screen, not the lock. */
async function isLocked({ machine }: CommandContext): Promise<boolean> {
  const answer = await machine.askAgent({ do: 'status' });
  if (answer !== null && answer.did === 'status') return !['unlocked', 'deregistered'].includes(answer.status.mode);
  if (!machine.hasState()) return false;
  const store = machine.openStore();
  try {
    const lock = storedLock(store.load());
    return lock !== null && lock.mode !== 'unlocked' && lock.mode !== 'deregistered';
  } finally {
    store.close();
  }
}

export async function uninstallCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  if (await isLocked(context)) {
    output.error(t('agent.uninstall-refused-locked'));
    return exitCodes.failed;
  }
  if (!options.flag('yes')) {
    const answer = await machine.confirm(t('agent.uninstall-confirm'));
    if (answer !== true) {
      output.error(t(answer === null ? 'agent.uninstall-needs-yes' : 'agent.uninstall-cancelled'));
      return exitCodes.failed;
    }
  }
  await machine.removeAgent();
  output.out(t('agent.uninstalled'));
  output.out(t('agent.uninstall-deregister'));
  return exitCodes.done;
}
