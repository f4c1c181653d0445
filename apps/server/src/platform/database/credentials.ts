/** Passwords of the embedded PostgreSQL's roles: made once, kept beside the other keys, the same for every process of the folder. */
import { readFile } from 'node:fs/promises';
import { createFileOnce } from '../create-file-once.ts';
import type { Randomness } from '../ids.ts';

export interface PostgresCredentials {
  readonly superuser: string;
  readonly owner: string;
  readonly application: string;
}

export async function loadPostgresCredentials(file: string, randomness: Randomness): Promise<PostgresCredentials> {
  const password = () => randomness.bytes(24).toString('base64url');
  const existing = await readFile(file, 'utf8').catch(() => null);
  if (existing === null) {
    const made: PostgresCredentials = { superuser: password(), owner: password(), application: password() };
    await createFileOnce(file, `${JSON.stringify(made, null, 2)}\n`, randomness);
  }
  return JSON.parse(await readFile(file, 'utf8')) as PostgresCredentials;
}
