/** Where the recovery key of a set-up without a person goes: a file that only the operator can read, until it is moved away. */
import { access, rm } from 'node:fs/promises';
import path from 'node:path';
import { createFileOnce } from '../../platform/create-file-once.ts';
import type { Randomness } from '../../platform/ids.ts';

export interface RecoveryKeyFile {
  /** Writes it to the disk, never over another; the path. */
  write(organizationCode: string, recoveryKey: string): Promise<string>;
  remove(file: string): Promise<void>;
  /** The path while a key still lies there. */
  present(): Promise<string | null>;
}

const contentOf = (
  organizationCode: string,
  recoveryKey: string,
) => `Recovery key of Sekisho, organization ${organizationCode}
セキショ 復旧キー (組織 ${organizationCode})

${recoveryKey}

Keep this away from this server (a safe, a password manager), then delete this file.
このサーバー以外の安全な場所に保管し、このファイルは削除してください。
`;

/** @param dataFolder the server's data folder */
export function createRecoveryKeyFile(dataFolder: string, randomness: Randomness): RecoveryKeyFile {
  const usual = path.join(dataFolder, 'recovery-key.txt');
  return {
    async write(organizationCode, recoveryKey) {
      const content = contentOf(organizationCode, recoveryKey);
      if (await createFileOnce(usual, content, randomness)) return usual;
      // The key of another database, of which nobody knows whether it is still needed.
      const own = path.join(dataFolder, `recovery-key-${organizationCode}.txt`);
      if (await createFileOnce(own, content, randomness)) return own;
      throw new Error(`${own} exists already`);
    },
    remove: (file) => rm(file, { force: true }),
    async present() {
      return access(usual).then(
        () => usual,
        () => null,
      );
    },
  };
}
