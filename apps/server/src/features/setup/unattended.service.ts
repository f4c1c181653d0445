/** First start without a person: administrator, licences and API token from the environment; repeats change nothing. */
import type { Settings } from '../../platform/config/settings.ts';
import type { Log } from '../../platform/log.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Administrators } from '../administrators/index.ts';
import type { ApiTokens } from '../api-tokens/index.ts';
import type { RecoveryKeyFile } from './recovery-key-file.ts';
import { found, type SetupPorts } from './setup.service.ts';
import * as links from './setup-links.store.ts';

export interface UnattendedPorts extends Omit<SetupPorts, 'administrators'> {
  readonly settings: Pick<Settings, 'adminPassword' | 'adminToken' | 'contractedDevices'>;
  readonly administrators: SetupPorts['administrators'] & Pick<Administrators, 'findByLoginId'>;
  readonly apiTokens: Pick<ApiTokens, 'adopt'>;
  readonly recoveryKeyFile: RecoveryKeyFile;
  readonly log: Log;
}

const loginId = 'admin';
const organizationName = 'Sekisho';

/** Makes what the environment asks for and is not there. Any number of processes may do it at once. */
export async function setUpUnattended(ports: UnattendedPorts): Promise<void> {
  const { adminPassword, adminToken } = ports.settings;
  if (adminPassword !== undefined && !(await ports.organizations.anyExists())) {
    warnOfWeakPassword(ports, adminPassword);
    await foundFor(ports, await ports.administrators.hashPassword(adminPassword));
  }
  if (adminToken !== undefined) await adoptToken(ports, adminToken);
}

async function foundFor(ports: UnattendedPorts, passwordHash: string): Promise<void> {
  const { contractedDevices } = ports.settings;
  let file: string | null = null;
  try {
    await ports.transaction(async (tx) => {
      await links.lockSetup(tx);
      if (await ports.organizations.anyExists(tx)) return;
      const founding = {
        organizationName,
        contractedDevices,
        loginId,
        email: '',
        language: 'ja',
        passwordHash,
      } as const;
      const { organizationCode, recoveryKey } = await found(ports, tx, founding);
      // On the disk before the commit: an organization whose recovery key is lost could never get another.
      file = await ports.recoveryKeyFile.write(organizationCode, recoveryKey);
    });
  } catch (cause) {
    if (file !== null) await ports.recoveryKeyFile.remove(file);
    throw cause;
  }
}

async function adoptToken(ports: UnattendedPorts, adminToken: string): Promise<void> {
  const administrator = await ports.administrators.findByLoginId(loginId);
  if (administrator === null) {
    ports.log.warn(`SEKISHO_ADMIN_TOKEN is not used: there is no administrator '${loginId}'`);
    return;
  }
  const owner = { organizationId: administrator.organization_id, administratorId: administrator.id };
  await ports.transaction((tx) => ports.apiTokens.adopt(tx, owner, adminToken));
}

/** The operator decides; but says it once. */
function warnOfWeakPassword(ports: UnattendedPorts, password: string): void {
  try {
    ports.administrators.refuseWeakPassword(password, loginId, '');
  } catch (cause) {
    if (!(cause instanceof SekishoError)) throw cause;
    ports.log.warn('SEKISHO_ADMIN_PASSWORD is easy to guess: change it in the console');
  }
}
