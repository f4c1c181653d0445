/** `service install`, `service stop` and `service remove`, for installers too; `service run`, which only the manager of services starts. */
import { win32 as path } from 'node:path';
import { createTranslator, type MessageKey, messagesFor, type Translate } from '@sekisho/messages';
import type { Output } from '../../../cli/context.ts';
import { exitCodes } from '../../../cli/exit-codes.ts';
import { inColumns } from '../../../cli/help.ts';
import { openKernel32 } from '../ffi/kernel32.ts';
import { type Here, lookHere } from '../here.ts';
import { terminalLanguage, wantedLanguage } from '../language.ts';
import type { Places } from '../places.ts';
import { openRegistry } from '../registry.ts';
import { openSecurity } from '../security.ts';
import { windowsHelp } from '../windows-help.ts';
import { openInstalledService } from './installed-service.ts';
import { runService } from './run-service.ts';

const words = ['install', 'stop', 'remove'] as const;
type Word = (typeof words)[number];
const helpWords: readonly string[] = ['help', '--help', '-h'];

/** By its launcher, which starts the version that is due. In quotation marks: a folder with a blank in its name must not start another program. */
export function serviceCommandLine({
  ownCommand,
  installedFolder,
}: Pick<Places, 'ownCommand' | 'installedFolder'>): string {
  const [runtime, script] = ownCommand;
  const launcher = installedFolder === null ? script : path.join(installedFolder, 'launch.cjs');
  return `"${runtime}" "${launcher}" service run`;
}

const commands: Readonly<Record<Word, (here: Here, t: Translate<MessageKey>, output: Output) => Promise<number>>> = {
  async install({ koffi, places }, t, output) {
    const { installedFolder } = places;
    // Whoever can change the program could have anything run as SYSTEM.
    if (installedFolder !== null && openSecurity(koffi).folders.isOpenToOthers(installedFolder)) {
      output.error(t('agent.service.open-to-others', { folder: installedFolder }));
      return exitCodes.failed;
    }
    await openInstalledService(koffi).install(serviceCommandLine(places), t('agent.service.description'));
    output.out(t('agent.service.installed'));
    return exitCodes.done;
  },
  async stop({ koffi }, t, output) {
    const wasThere = await openInstalledService(koffi).stop();
    output.out(t(wasThere ? 'agent.service.stopped' : 'agent.service.none'));
    return wasThere ? exitCodes.done : exitCodes.notRunning;
  },
  async remove({ koffi, places }, t, output) {
    const wasThere = await openInstalledService(koffi).remove();
    openRegistry(koffi).remove(places.meetingKey);
    output.out(t(wasThere ? 'agent.service.removed' : 'agent.service.none'));
    return exitCodes.done;
  },
};

export async function serviceCommand([word, ...rest]: readonly string[], output: Output): Promise<number> {
  if (word === 'run' && rest.length === 0) return runService();
  const here = lookHere({});
  const language =
    wantedLanguage(process.env) ?? terminalLanguage(Number(openKernel32(here.koffi).GetUserDefaultUILanguage()));
  const t = createTranslator(language, messagesFor(language));
  if (word === undefined || helpWords.includes(word)) {
    const rows = windowsHelp.own.map(({ usage, text }) => [usage, t(text)] as const);
    for (const line of [t('agent.service.usage'), '', ...inColumns(rows)]) output.out(line);
    return exitCodes.done;
  }
  const known = words.find((each) => each === word);
  if (known === undefined || rest.length > 0) {
    output.error(t('agent.service.usage'));
    return exitCodes.usage;
  }
  try {
    return await commands[known](here, t, output);
  } catch (error) {
    output.error(t('agent.service.failed', { reason: error instanceof Error ? error.message : String(error) }));
    return exitCodes.failed;
  }
}
