/** `window`: the client window as a process of its own, in the session and the language of whoever sits at the device (N26). */
import path from 'node:path';
import { createTranslator, messagesFor } from '@sekisho/messages';
import type { Output } from '../../../cli/context.ts';
import { exitCodes } from '../../../cli/exit-codes.ts';
import type { PlaceOptions } from '../../../machine.ts';
import { followMonitors, useTodaysControls } from '../ffi/dialogs.ts';
import { openKernel32 } from '../ffi/kernel32.ts';
import { type Here, lookHere } from '../here.ts';
import { terminalLanguage, wantedLanguage } from '../language.ts';
import { createMeeting } from '../meeting.ts';
import { openPipes } from '../pipes.ts';
import { openRegistry, type Registry } from '../registry.ts';
import { openSecurity } from '../security.ts';
import { startOwn } from '../start-own.ts';
import { trayClass } from '../tray/tray-icon.ts';
import { ClientWindow } from './client-window.ts';
import { isWindowOpen, presentOpenWindow } from './open-window.ts';

// In one script with the window: most of what both need is the same.
export { trayCommand } from '../tray/tray-entry.ts';

/** Where the installer writes what Windows starts at each log-on. */
const atLogOn = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';

/** Whoever was logged on when the client was installed has it with the first look at the window. */
function ensureTrayIcon({ koffi, places }: Here, registry: Registry): void {
  const isWanted = registry.read('machine', atLogOn, (key) => key.text('Sekisho')) !== null;
  if (isWanted && !isWindowOpen(koffi, trayClass, null)) startOwn(places, 'tray');
}

export async function windowCommand(options: PlaceOptions, output: Output): Promise<number> {
  const here = lookHere(options);
  const { koffi, places } = here;
  const { GetUserDefaultUILanguage } = openKernel32(koffi);
  const language = wantedLanguage(process.env) ?? terminalLanguage(Number(GetUserDefaultUILanguage()));
  const t = createTranslator(language, messagesFor(language));
  // A window that is open already comes to the front.
  if (presentOpenWindow(koffi, t('window.title'))) return exitCodes.done;
  const beside = (name: string) => path.join(places.programFolder ?? '', name);
  followMonitors(koffi);
  useTodaysControls(koffi, beside('window.manifest'));
  const registry = openRegistry(koffi);
  const meeting = createMeeting(registry, openPipes(koffi, openSecurity(koffi)), places.meetingKey);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  try {
    const ask = meeting.askAsClient;
    const window = new ClientWindow({
      koffi,
      wording: { language, t },
      // It comes with the installation, not with updates.
      iconFile: path.join(places.installedFolder ?? '', 'sekisho.ico'),
      ask,
      closed: resolve,
    });
    await window.open();
    ensureTrayIcon(here, registry);
  } catch (error) {
    output.error(t('window.cannot-open', { reason: error instanceof Error ? error.message : String(error) }));
    return exitCodes.failed;
  }
  await closed;
  return exitCodes.done;
}
