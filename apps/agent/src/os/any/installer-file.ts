/** What an installer left: a small file with a token in it. */
import { closeSync, fchmodSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { installerConfigurationMaxBytes } from '@sekisho/contracts';

/** Nobody else reads it from now on, whatever rights it came with. `null`: there is none, or it is too large to be one. */
export function readInstallerFile(file: string): string | null {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    // On Windows the folder says who may read.
    if (process.platform !== 'win32' && (fstatSync(handle).mode & 0o077) !== 0) fchmodSync(handle, 0o600);
    const buffer = Buffer.alloc(installerConfigurationMaxBytes + 1);
    const length = readSync(handle, buffer, 0, buffer.length, 0);
    return length > installerConfigurationMaxBytes ? null : buffer.toString('utf8', 0, length);
  } catch {
    return null;
  } finally {
    closeSync(handle);
  }
}

/** On a disk that can only be read it stays, and is taken away at another start. */
export function eraseInstallerFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The next start tries again.
  }
}
