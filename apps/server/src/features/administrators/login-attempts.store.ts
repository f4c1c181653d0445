/** The only SQL on log-in attempts: counted for known and unknown login ids alike, so that nobody learns which exist. */
import { sql } from 'kysely';
import type { Db } from '../../platform/database/tables.ts';
import { failuresForgottenAfterMs, lockoutDelayMs } from './lockout.rules.ts';

interface LoginAttemptsTable {
  login_hash: Buffer;
  failures: number;
  last_failed_at: Date;
  locked_until: Date | null;
}

const tablesOf = (db: Db) => db.$extendTables<{ login_attempts: LoginAttemptsTable }>();

export type Attempt = { readonly allowed: true } | { readonly allowed: false; readonly lockedUntil: Date };

/** Counts the attempt as failed before it is tried, in one statement: any number at once get no more guesses than one by one. */
export async function reserveAttempt(db: Db, loginHash: Buffer, now: Date): Promise<Attempt> {
  const forgotten = new Date(now.getTime() - failuresForgottenAfterMs);
  const failures = sql<number>`case when login_attempts.last_failed_at < ${forgotten} then 1
    else login_attempts.failures + 1 end`;
  const row = await tablesOf(db)
    .insertInto('login_attempts')
    .values({ login_hash: loginHash, failures: 1, last_failed_at: now, locked_until: null })
    .onConflict((conflict) =>
      conflict
        .column('login_hash')
        .doUpdateSet({ failures, last_failed_at: now, locked_until: lockedUntil(failures, now) })
        .where((eb) =>
          eb.or([eb('login_attempts.locked_until', 'is', null), eb('login_attempts.locked_until', '<=', now)]),
        ),
    )
    .returning('failures')
    .executeTakeFirst();
  if (row !== undefined) return { allowed: true };
  const locked = await tablesOf(db)
    .selectFrom('login_attempts')
    .select('locked_until')
    .where('login_hash', '=', loginHash)
    .executeTakeFirst();
  return { allowed: false, lockedUntil: locked?.locked_until ?? now };
}

/** `lockoutDelayMs` as SQL: a table of its values, so that the rule stands in one place. */
function lockedUntil(failures: ReturnType<typeof sql<number>>, now: Date) {
  const steps = Array.from({ length: 16 }, (_, index) => lockoutDelayMs(index + 1));
  return sql<Date | null>`case when (${steps}::bigint[])[least(${failures}, ${steps.length})] > 0
    then ${now}::timestamptz + (${steps}::bigint[])[least(${failures}, ${steps.length})] * interval '1 millisecond' end`;
}

export async function forgetAttempts(db: Db, loginHash: Buffer): Promise<void> {
  await tablesOf(db).deleteFrom('login_attempts').where('login_hash', '=', loginHash).execute();
}

export async function deleteOldAttempts(db: Db, before: Date): Promise<void> {
  await tablesOf(db).deleteFrom('login_attempts').where('last_failed_at', '<', before).execute();
}
