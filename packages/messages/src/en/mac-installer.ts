/** Texts of the installer for macOS, English. */
import type { macInstallerJa } from '../ja/mac-installer.ts';

export const macInstallerEn = {
  'mac-installer.old-system.title': 'macOS 11 or later is needed',
  'mac-installer.old-system.message':
    'This client runs on macOS 11 and later. There is no client for macOS 10.15 and earlier. Nothing has been installed.',
  'mac-installer.welcome.title': 'Installing the Sekisho client',
  'mac-installer.welcome.what':
    'This installs the client that locks the screen, wipes data and collects the inventory, should this Mac be lost or stolen.',
  'mac-installer.welcome.rights': 'The name and password of an administrator are needed.',
  'mac-installer.welcome.next':
    'When the installation has finished this Mac registers by itself and appears on the device list.',
  'mac-installer.conclusion.title': 'The client is installed',
  'mac-installer.conclusion.permissions':
    'Some functions need permissions of macOS. This command in Terminal goes through them one by one, with where to grant each.',
  'mac-installer.conclusion.status': 'This command tells whether the Mac is registered.',
} as const satisfies Readonly<Record<keyof typeof macInstallerJa, string>>;
