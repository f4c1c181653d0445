/** What people see of the client where its setting wants it: an icon in the notification area from each log-on on, a shortcut on the desktop. */
import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { api, WindowsError } from './windows-api.ts';

/** HKEY_LOCAL_MACHINE, as a number of a pointer's width (winreg.h). */
const machine = -0x7fff_fffe;
/** What Windows starts for whoever logs on, with their rights. */
const atLogOn = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';
const valueName = 'Sekisho';
const setValue = 0x2;
const REG_SZ = 1;
const notFound = 2;

/** Of the agent: `trayClass`. */
const trayClass = 'SekishoTrayIcon';
const WM_CLOSE = 0x10;
const mostIcons = 100;

/** @param commandLine `null`: nothing is started any more */
export function startAtLogOn(commandLine: string | null): void {
  const key = [0];
  const failed = Number(api.createKey(machine, atLogOn, 0, null, 0, setValue, null, key, null));
  if (failed !== 0) throw new WindowsError('RegCreateKeyEx', failed);
  const text = Buffer.from(`${commandLine}\0`, 'utf16le');
  const done =
    commandLine === null
      ? Number(api.deleteValue(key[0], valueName))
      : Number(api.setValue(key[0], valueName, 0, REG_SZ, text, text.length));
  api.closeKey(key[0]);
  if (done !== 0 && done !== notFound) throw new WindowsError('RegSetValueEx', done);
}

export const trayCommand = (programFolder: string): string => `"${path.join(programFolder, 'Sekisho.exe')}" tray`;

/** Those of this session; others notice by themselves that their program is gone. */
export function closeTrayIcons(): void {
  let window: unknown = 0;
  for (let count = 0; count < mostIcons; count += 1) {
    window = api.findWindow(0, window, trayClass, null);
    if (Number(window) === 0) return;
    api.postMessage(window, WM_CLOSE, 0, 0);
  }
}

/** Of everybody. */
const onDesktop = path.join(process.env['PUBLIC'] ?? 'C:\\Users\\Public', 'Desktop', 'Sekisho.lnk');

export function copyToDesktop(shortcut: string): void {
  copyFileSync(shortcut, onDesktop);
}

export function removeFromDesktop(): void {
  rmSync(onDesktop, { force: true });
}
