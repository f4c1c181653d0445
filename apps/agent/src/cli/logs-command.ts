/** `logs`: the last lines of the journal, or of the agent's own file. */
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';

const usualLines = 100;
const mostLines = 1_000_000;

export async function logsCommand({ machine, output, options, t }: CommandContext): Promise<number> {
  const asked = options.text('lines');
  const lines = asked === null ? usualLines : Number(asked);
  if (!Number.isInteger(lines) || lines < 1 || lines > mostLines) {
    output.error(t('agent.option-invalid', { option: '--lines' }));
    return exitCodes.usage;
  }
  let some = false;
  await machine.showLog(lines, options.flag('follow'), (line) => {
    some = true;
    output.out(line);
  });
  if (!some) output.error(t('agent.logs-none'));
  return exitCodes.done;
}
