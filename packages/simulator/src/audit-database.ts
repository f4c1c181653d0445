/** Audits the books in a folder against a database that is reached by its address or by a server's data folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Audit, type AuditOptions, auditBooks } from './books/audit.ts';
import { readLedger } from './books/ledger.ts';

export interface AuditRequest extends AuditOptions {
  /** Folder with the journals of every process of the fleet. */
  readonly books: string;
  /** `dataFolder`: of a server with its own PostgreSQL, on this machine. */
  readonly database: { readonly url: string } | { readonly dataFolder: string };
}

export async function auditDatabase({ database, books, ...options }: AuditRequest): Promise<Audit> {
  const client = new pg.Client('url' in database ? database.url : embeddedPostgres(database.dataFolder));
  await client.connect();
  try {
    const query = async <Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
      (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows;
    return await auditBooks(await readLedger(books), query, options);
  } finally {
    await client.end();
  }
}

function embeddedPostgres(dataFolder: string): pg.ClientConfig {
  const { owner } = JSON.parse(readFileSync(join(dataFolder, 'keys', 'postgres.json'), 'utf8')) as { owner: string };
  const lines = readFileSync(join(dataFolder, 'pgdata', '18', 'postmaster.pid'), 'utf8').split('\n');
  const [port, socketFolder] = [Number(lines[3]), lines[4] ?? ''];
  return {
    host: socketFolder === '' ? '127.0.0.1' : socketFolder,
    port,
    user: 'sekisho_owner',
    password: owner,
    database: 'sekisho',
  };
}
