/** Texts of the window of clients for Windows that run once and do not stay, English. */
import type { windowsClientJa } from '../ja/windows-client.ts';

export const windowsClientEn = {
  'windows-client.name': 'Sekisho inventory client',
  'windows-client.unpacking': 'Getting ready.',
  'windows-client.running-title': 'Collecting the inventory',
  'windows-client.running-text': 'Please wait until it is done. This program does not stay on the device.',
  'windows-client.done-title': 'Done',
  'windows-client.failed-title': 'This did not work',
  'windows-client.done-text': 'Nothing of this program is left on the device.',
  'windows-client.failed': 'The program could not be run. Make sure that there is room on the disk, and try again.',
  'windows-client.damaged': 'The settings in this file are damaged or missing. Download it from the console again.',
} as const satisfies Record<keyof typeof windowsClientJa, string>;
