/** The database of the platform: test databases, migrations, transactions. */
import { createTestDatabase } from '@sekisho/testkit/postgres';
import { expect, test } from 'vitest';

test('work registered for after the commit runs then, and not after a roll-back', async () => {
  await using database = await createTestDatabase();
  const { transactions } = database;
  const ran: string[] = [];
  await transactions.transaction(async (tx) => {
    transactions.afterCommit(tx.$extendTables<{ other: { id: number } }>(), () => ran.push('committed'));
    expect(ran).toEqual([]);
  });
  const failing = transactions.transaction(async (tx) => {
    transactions.afterCommit(tx, () => ran.push('rolled back'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(ran).toEqual(['committed']);
});
