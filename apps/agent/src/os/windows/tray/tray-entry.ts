/** `tray`: the icon in the notification area, a process of its own for each person who is logged on, with their rights (N12). */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createTranslator, messagesFor } from '@sekisho/messages';
import { agentVersion } from '../../../agent-version.ts';
import { explainClientFailure } from '../../../cli/context.ts';
import { exitCodes } from '../../../cli/exit-codes.ts';
import type { ClientStatus } from '../../../client/client-protocol.ts';
import { trayViewOf } from '../../../client/tray-view.ts';
import { followMonitors } from '../ffi/dialogs.ts';
import { openKernel32 } from '../ffi/kernel32.ts';
import { type Here, lookHere } from '../here.ts';
import { terminalLanguage, wantedLanguage } from '../language.ts';
import { createMeeting } from '../meeting.ts';
import { openPipes } from '../pipes.ts';
import { openRegistry } from '../registry.ts';
import { openSecurity } from '../security.ts';
import { startOwn } from '../start-own.ts';
import { isWindowOpen } from '../window/open-window.ts';
import { withKey } from '../window/window-layout.ts';
import { TrayIcon, type TrayItem, trayClass } from './tray-icon.ts';

const lookMs = 15_000;
/** Messages of Windows wake at once; only what Node is told waits so long. */
const waitMs = { idle: 1_000, asking: 40 } as const;

async function keepIcon(here: Here): Promise<void> {
  const { koffi, places } = here;
  const language =
    wantedLanguage(process.env) ?? terminalLanguage(Number(openKernel32(koffi).GetUserDefaultUILanguage()));
  const wording = { language, t: createTranslator(language, messagesFor(language)) };
  const { t } = wording;
  const { askAsClient } = createMeeting(openRegistry(koffi), openPipes(koffi, openSecurity(koffi)), places.meetingKey);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let status: ClientStatus | null = null;
  let asking = 0;
  const ask = async (request: Parameters<typeof askAsClient>[0]) => {
    asking += 1;
    try {
      return await askAsClient(request);
    } finally {
      asking -= 1;
    }
  };
  const view = () => trayViewOf(status, agentVersion, wording);
  const items = (): readonly TrayItem[] => [
    { text: withKey(t('tray.open')), choose: () => startOwn(places, 'window') },
    { text: withKey(t('window.connect')), choose: view().mayConnect ? () => void connect() : null },
    { text: null, choose: null },
    { text: withKey(view().version), choose: null },
  ];
  const icon = new TrayIcon({
    ...{ koffi, items, closed: resolve },
    iconFile: path.join(places.installedFolder ?? '', 'sekisho.ico'),
    waitMs: () => (asking > 0 ? waitMs.asking : waitMs.idle),
  });

  async function look(): Promise<void> {
    const answer = await ask({ do: 'status' });
    if (answer === null || answer.ok) status = answer?.status ?? null;
    icon.show(view().tip);
  }

  async function connect(): Promise<void> {
    const answer = await ask({ do: 'connect' });
    if (answer === null) icon.say(t('window.title'), t('window.status.absent'));
    else icon.say(t('window.title'), answer.ok ? t('window.connected') : explainClientFailure(wording, answer.failure));
    await look();
  }

  await look();
  const timer = setInterval(() => {
    // Uninstalled meanwhile, by whom this session could not be reached.
    if (existsSync(places.ownCommand[1])) void look();
    else icon.close();
  }, lookMs);
  await closed;
  clearInterval(timer);
}

export async function trayCommand(): Promise<number> {
  const here = lookHere({});
  if (isWindowOpen(here.koffi, trayClass, null)) return exitCodes.done;
  followMonitors(here.koffi);
  await keepIcon(here);
  return exitCodes.done;
}
