/** `log-folder`: shows where the logs are, or moves them; by the running agent, which writes nothing meanwhile (I02). */
import type { LogMove } from '../os/any/log-place.ts';
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';

/** Where no agent runs, none may begin in the middle of it. */
function moveHere({ machine }: CommandContext, folder: string | null): LogMove | null {
  const instance = machine.takeInstance();
  if (instance === null) return null;
  try {
    return machine.logPlace.move(folder);
  } finally {
    instance.close();
  }
}

export async function logFolderCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const [to, usual] = [options.text('to'), options.flag('usual')];
  if (to !== null && usual) {
    output.error(t('agent.option-invalid', { option: '--usual' }));
    return exitCodes.usage;
  }
  if (to === null && !usual) {
    output.out(t('agent.log-folder.now', { file: machine.logPlace.file() }));
    return exitCodes.done;
  }
  const answer = await machine.askAgent({ do: 'move-log', folder: to });
  const moved = answer?.did === 'move-log' ? answer.outcome : moveHere(context, to);
  if (moved === null) {
    output.error(t('agent.log-folder.busy'));
    return exitCodes.failed;
  }
  if (!moved.ok) {
    output.error(t(`agent.log-folder.${moved.fault}`, { folder: to ?? '' }));
    return exitCodes.failed;
  }
  output.out(t('agent.log-folder.moved', { folder: moved.folder }));
  return exitCodes.done;
}
