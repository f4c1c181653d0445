/** Under which account PostgreSQL runs: it refuses to be root, so root becomes somebody else for it. */
import { readFile } from 'node:fs/promises';
import { StartError } from '../start-error.ts';
import { runProgram } from './run-program.ts';

/**
 * `self`: the account of the server. `mapped`: still root to the file system, so that folders only root may enter work, but
 * another user to itself (a user namespace). `other`: really another user, where user namespaces are forbidden.
 */
export type PostgresAccount =
  | { readonly kind: 'self' }
  | { readonly kind: 'mapped'; readonly uid: number; readonly gid: number }
  | { readonly kind: 'other'; readonly uid: number; readonly gid: number };

interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Reads the lines of /etc/passwd. */
export function parsePasswd(text: string): PasswdEntry[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** Who to become as root: initdb looks its user up by number, so it must be one that exists. */
export function chooseAccounts(entries: readonly PasswdEntry[]): { mapped: PasswdEntry; other: PasswdEntry } | null {
  const others = entries.filter((entry) => entry.uid !== 0);
  const named = (name: string) => others.find((entry) => entry.name === name);
  const mapped = named('postgres') ?? others.find((entry) => entry.uid === 1000) ?? others[0];
  const other = named('postgres') ?? named('nobody') ?? others[0];
  return mapped === undefined || other === undefined ? null : { mapped, other };
}

/** The command line that runs `command` under `account`. */
export function underAccount(
  account: PostgresAccount,
  command: string,
  args: readonly string[],
): { command: string; args: string[]; uid?: number; gid?: number } {
  if (account.kind === 'self') return { command, args: [...args] };
  if (account.kind === 'other') return { command, args: [...args], uid: account.uid, gid: account.gid };
  const map = ['--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`, '--'];
  return { command: 'unshare', args: [...map, command, ...args] };
}

/**
 * Tries the ways in order of preference. Throws when root has no other account to use.
 * @param owner of the cluster there is already: whoever it was given to keeps it
 */
export async function findPostgresAccount(
  userId: number | undefined,
  owner: { readonly uid: number; readonly gid: number } | null,
): Promise<PostgresAccount> {
  if (userId !== 0) return { kind: 'self' };
  if (owner !== null && owner.uid !== 0) return { kind: 'other', uid: owner.uid, gid: owner.gid };
  const chosen = chooseAccounts(parsePasswd(await readFile('/etc/passwd', 'utf8')));
  if (chosen === null) throw new StartError('PostgreSQL does not run as root, and /etc/passwd names no other user');
  const mapped: PostgresAccount = { kind: 'mapped', uid: chosen.mapped.uid, gid: chosen.mapped.gid };
  const attempt = underAccount(mapped, 'true', []);
  if ((await runProgram(attempt.command, attempt.args)).code === 0) return mapped;
  return { kind: 'other', uid: chosen.other.uid, gid: chosen.other.gid };
}
