/** The folder of keys, database and configuration: SYSTEM and administrators enter it, nobody else. */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { api, WindowsError } from './windows-api.ts';

/** Owner and group: administrators. Access: SYSTEM and administrators, for all that is inside; nothing of the folder above. */
const descriptorText = 'O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';
const ownerAndAccess = 0x1 | 0x4 | 0x80000000;

function makeDescriptor(): unknown {
  const descriptor = [null];
  if (!api.descriptorOf(descriptorText, 1, descriptor, null)) throw new WindowsError('ConvertStringSecurityDescriptor');
  return descriptor[0];
}

/**
 * Anybody may create folders beside ours: one that is there without an installation is somebody else's and goes. A link goes too, not
 * what it leads to.
 */
export function prepareStateFolder(folder: string, isUpgrade: boolean): void {
  if (!isUpgrade) rmSync(folder, { recursive: true, force: true });
  const descriptor = makeDescriptor();
  if (existsSync(folder)) {
    if (!api.setFileSecurity(folder, ownerAndAccess, descriptor)) throw new WindowsError('SetFileSecurity');
    return;
  }
  const attributes = {
    nLength: api.securityAttributesBytes,
    lpSecurityDescriptor: descriptor,
    bInheritHandle: 0,
  };
  if (!api.createFolder(path.toNamespacedPath(folder), attributes)) throw new WindowsError('CreateDirectory');
}
