/** `window`: the client window as a process of its own, in the session of whoever sits at the device (N26). */
import path from 'node:path';
import { createTranslator, messagesFor } from '@sekisho/messages';
import type { Output } from '../../../cli/context.ts';
import { exitCodes } from '../../../cli/exit-codes.ts';
import type { PlaceOptions } from '../../../machine.ts';
import { type Koffi, loadKoffi } from '../../any/koffi.ts';
import { askLineSocket } from '../../any/line-socket.ts';
import { askClientSocket } from '../../posix/client-socket.ts';
import { serveSocketFile } from '../../posix/socket-file.ts';
import { terminalLanguage } from '../../posix/terminal-language.ts';
import { type Places, resolvePlaces } from '../places.ts';
import { ClientWindow } from './client-window.ts';
import { type Gtk, type GtkFault, loadGtk } from './gtk.ts';

/** Name of the desktop entry: by it the desktop knows which window is whose. */
const programName = 'sekisho';

function openGtk(places: Places): Gtk | GtkFault | 'no-koffi' {
  let koffi: Koffi;
  try {
    koffi = loadKoffi(places);
  } catch {
    return 'no-koffi';
  }
  return loadGtk(koffi, programName);
}

/** In a person's session there is a folder for such sockets; without one each start opens a window of its own. */
function meetingPlace(environment: NodeJS.ProcessEnv): string | null {
  const folder = environment['XDG_RUNTIME_DIR'] ?? '';
  const display = (environment['WAYLAND_DISPLAY'] ?? environment['DISPLAY'] ?? '').replace(/[^A-Za-z0-9]/g, '_');
  return folder === '' ? null : path.join(folder, `sekisho-window-${display}.sock`);
}

export async function windowCommand(options: PlaceOptions, output: Output): Promise<number> {
  const { env: environment, execPath: executable } = process;
  const language = terminalLanguage(environment);
  const t = createTranslator(language, messagesFor(language));
  const places = resolvePlaces(options, { environment, executable, script: path.resolve(process.argv[1] ?? '') });
  const meeting = meetingPlace(environment);
  // A window that is open already comes to the front.
  if (meeting !== null && (await askLineSocket(meeting, 'present')) === true) return exitCodes.done;
  const gtk = openGtk(places);
  if (typeof gtk === 'string') {
    output.error(t('window.cannot-open', { reason: t(`window.cannot-open.${gtk}`) }));
    return exitCodes.failed;
  }
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const wording = { language, t };
  const window = new ClientWindow({
    gtk,
    wording,
    ask: (request) => askClientSocket(places.clientSocket, request),
    closed: resolve,
  });
  const loop = gtk.turn();
  const present = async () => {
    window.present();
    return true;
  };
  const socket = { mode: 0o600, longestLine: 100, mostConnections: 4 };
  const served =
    meeting === null ? null : await serveSocketFile({ ...socket, path: meeting }, present).catch(() => null);
  await window.open();
  await closed;
  loop.stop();
  served?.close();
  return exitCodes.done;
}
