// How the tests start screen processes: from the sources, with the font of the npm package, on their own displays only.

import { fileURLToPath } from 'node:url';
import { lockScreenColours } from '@sekisho/contracts/lock-screen-colours';
import {
  type LinuxLockScreenOptions,
  type LockScreen,
  linuxLockScreen,
  type ScreenContent,
  type ScreenKind,
} from '../../src/os/linux/lock-screen/index.ts';

const SCREEN_SCRIPT = fileURLToPath(new URL('../../src/os/linux/lock-screen/screen-process.ts', import.meta.url));
export const FONT_PATH = fileURLToPath(
  import.meta.resolve('@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf'),
);

/** No D-Bus is reached unless a test names one. */
export function screenOptions(
  stateDirectory: string,
  onlyDisplays: readonly string[],
  busAddress = 'unix:path=/nonexistent',
): LinuxLockScreenOptions {
  return {
    stateDirectory,
    fontPath: FONT_PATH,
    command: [process.execPath, SCREEN_SCRIPT],
    onlyDisplays,
    environment: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: busAddress },
    log: () => undefined,
  };
}

/**
 * The lock screen of this machine on these displays. Declare it after their servers: it opens and ends before they do,
 * whose numbers another test may get at once.
 */
export function lockScreenOf(
  stateDirectory: string,
  onlyDisplays: readonly string[],
  busAddress?: string,
): LockScreen & AsyncDisposable {
  const lockScreen = linuxLockScreen(screenOptions(stateDirectory, onlyDisplays, busAddress));
  return Object.assign(lockScreen, {
    [Symbol.asyncDispose]: async () => {
      await lockScreen.hide();
      lockScreen.stop();
    },
  });
}

const TITLES: Readonly<Record<ScreenKind, string>> = {
  timer: 'タイマーロック中',
  remote: 'リモートロック中',
  sim: 'SIM ロック中',
  wiping: '消去中',
};

export function contentOf(screen: ScreenKind): ScreenContent {
  const lines = ['この端末はロックされています。'];
  return { screen, title: TITLES[screen], lines, message: [], telephone: '', language: 'ja' };
}

export const COLOURS: Readonly<Record<ScreenKind, string>> = lockScreenColours;
