/** Policies saved before get the settings of protection, all off as in a new policy; devices take a missing one the same way. */
import { type Kysely, sql } from 'kysely';

const defaults = {
  lockScreen: { message: '', telephone: '', shutDownAfterLockMs: null },
  ssids: [],
  simMonitoring: false,
  location: { enabled: false, retentionDays: 90 },
  wipeTargets: { folders: [], patterns: [], volumes: [], encryptionKeys: false, shutDown: false },
  proxy: { mode: 'device', url: '', bypass: '', locked: false },
};

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`update policies set settings = ${JSON.stringify(defaults)}::jsonb || settings`.execute(db);
}
