/** The files in the agent's state folder: which of them say that there is a registration, and which are ours to take away. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Any of them will do: a device whose database is gone is still registered, and may be locked. */
const signsOfLife = ['device.db', 'registration.json', 'registration.json.previous'];

/** With their journals, sockets and older generations. */
const ownFile =
  /^(device\.db|registration\.json|lock\.json|screen\.json|proxy\.json|instance\.lock|agent\.(log|sock)|supervisor\.pid|log-folder\.json)/;

/** Of the store alone: database and the copies beside it. */
export function isStoreFile(name: string): boolean {
  return /^(device\.db|registration\.json|lock\.json)/.test(name);
}

export function hasStateFiles(folder: string): boolean {
  return signsOfLife.some((name) => existsSync(path.join(folder, name)));
}

/** A folder that somebody named may hold other things: only ours are removed, and the folder when nothing else is in it. */
export function removeStateFiles(folder: string): void {
  const tryTo = (act: () => void): void => {
    try {
      act();
    } catch {
      // Not there, or in use by others: the rest goes all the same.
    }
  };
  tryTo(() => {
    for (const name of readdirSync(folder).filter((each) => ownFile.test(each))) {
      tryTo(() => rmSync(path.join(folder, name), { force: true }));
    }
  });
  tryTo(() => rmdirSync(folder));
}
