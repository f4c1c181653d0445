/** Prepared statements on a real PostgreSQL: one of a name per connection, in a transaction or alone. */
import { prepare, runPrepared } from '@sekisho/server/platform/database/prepared';
import type { Db } from '@sekisho/server/platform/database/tables';
import { createTestDatabase } from '@sekisho/testkit/postgres';
import { sql } from 'kysely';
import { expect, test } from 'vitest';

const doubled = prepare('doubled', 'select $1::integer * 2 as value');

async function preparedHere(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements order by name`.execute(db);
  return rows.map(({ name }) => name);
}

test('a marked statement is prepared once on its connection, others are not', async () => {
  await using database = await createTestDatabase();
  await database.transactions.transaction(async (tx) => {
    expect(await preparedHere(tx)).toEqual([]);
    for (const value of [1, 2, 3])
      expect(await runPrepared<{ value: number }>(tx, doubled, [value])).toEqual([{ value: value * 2 }]);
    expect(await preparedHere(tx)).toEqual(['doubled']);
  });
});

test('outside a transaction it is committed when it resolves; one that fails fails alone', async () => {
  await using database = await createTestDatabase();
  const insert = prepare('insert-outbox', `insert into outbox (topic, payload) values ($1, $2) returning topic`);
  expect(await runPrepared(database.db, insert, ['kept', '1'])).toEqual([{ topic: 'kept' }]);
  await expect(runPrepared(database.db, insert, ['broken', '{'])).rejects.toMatchObject({ code: '22P02' });
  expect(await runPrepared(database.db, insert, ['again', '2'])).toEqual([{ topic: 'again' }]);
  const rows = await database.db.selectFrom('outbox').select('topic').orderBy('topic').execute();
  expect(rows).toEqual([{ topic: 'again' }, { topic: 'kept' }]);
});
