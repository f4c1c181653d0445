/** Why a backup could not be made or restored: a code that is kept and tested, and the sentence an operator reads. */
import { StartError } from '../../platform/start-error.ts';

export type BackupFaultCode =
  | 'not-a-backup'
  | 'backup-newer'
  | 'backup-truncated'
  | 'backup-damaged'
  | 'backup-foreign'
  | 'passphrase-missing'
  | 'passphrase-wrong'
  | 'passphrase-short'
  | 'key-differs'
  | 'database-not-empty'
  | 'database-foreign'
  | 'database-not-set-up'
  | 'server-running'
  | 'target-exists'
  | 'target-unusable';

export class BackupFault extends StartError {
  override readonly name = 'BackupFault';
  readonly code: BackupFaultCode;

  constructor(code: BackupFaultCode, message: string, options?: ErrorOptions) {
    super(`${message} (${code})`, options);
    this.code = code;
  }
}
