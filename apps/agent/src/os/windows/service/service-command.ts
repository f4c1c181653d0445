/** `service install`, `service remove`, and `service run`, which only the manager of services starts. */
import { createTranslator, messagesFor } from '@sekisho/messages';
import type { Output } from '../../../cli/context.ts';
import { exitCodes } from '../../../cli/exit-codes.ts';
import { openKernel32 } from '../ffi/kernel32.ts';
import { lookHere } from '../here.ts';
import { terminalLanguage } from '../language.ts';
import { openInstalledService } from './installed-service.ts';
import { runService } from './run-service.ts';

export async function serviceCommand([word, ...rest]: readonly string[], output: Output): Promise<number> {
  if (word === 'run' && rest.length === 0) return runService();
  const { koffi, places } = lookHere({});
  const language = terminalLanguage(Number(openKernel32(koffi).GetUserDefaultUILanguage()));
  const t = createTranslator(language, messagesFor(language));
  if ((word !== 'install' && word !== 'remove') || rest.length > 0) {
    output.error(t('agent.service.usage'));
    return exitCodes.usage;
  }
  try {
    const service = openInstalledService(koffi);
    if (word === 'install') {
      // Each part in quotation marks: a folder with a blank in its name must not start another program.
      await service.install(`${places.ownCommand.map((part) => `"${part}"`).join(' ')} service run`);
      output.out(t('agent.service.installed'));
    } else output.out(t((await service.remove()) ? 'agent.service.removed' : 'agent.service.none'));
    return exitCodes.done;
  } catch (error) {
    output.error(t('agent.service.failed', { reason: error instanceof Error ? error.message : String(error) }));
    return exitCodes.failed;
  }
}
