/** Texts of the run-as tool and of other utilities, English. */
import type { runAsJa } from '../ja/run-as.ts';

export const runAsEn = {
  'run-as.usage':
    'As the administrator, to make the credential file:\n  SekishoRunAs.exe /C "USER" "PASSWORD" INSTALLER FOLDER [/EXPIRES=DAYS]\nAs the person at the device, to run the installer:\n  SekishoRunAs.exe /R FILE INSTALLER\n\nA user of a domain is written as USER@DOMAIN. The file is good for 1 to 90 days, 7 unless you say otherwise.',
  'run-as.not-stamped': 'This tool was not downloaded from the console, under Client deployment.',
  'run-as.blank-password': 'An account without a password cannot be used. Give the account a password first.',
  'run-as.no-file': 'This file cannot be opened: {file}',
  'run-as.cannot-write': 'This file cannot be written: {file}',
  'run-as.failed': 'This device cannot encrypt.',
  'run-as.created': 'The credential file has been made (good until {date}): {file}',
  'run-as.damaged':
    'This credential file cannot be opened: {file}\nA tool of another organization made it, or it is damaged or was changed.',
  'run-as.expired': 'The credential file has expired ({date}). Ask an administrator for a new one.',
  'run-as.other-installer': 'This is not the installer the credential file was made for: {file}\nNothing was run.',
  'run-as.refused': 'Nothing can be run as {user} (Windows error {code}).',
  'run-as.cancelled': 'Running it with administrator rights was not allowed. Run it again and choose Yes when asked.',
  'run-as.out-of-reach': '{user} cannot read this file: {file}\nPut it where that account may read.',
  'run-as.ended': 'The installer has ended (exit code {code}).',
  'utility.not-installed': 'The Sekisho client is not installed.',
} as const satisfies Record<keyof typeof runAsJa, string>;
