/** Every statement that this process sends to PostgreSQL, with its values, while somebody records. */
import pg from 'pg';

export interface RecordedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Of the server's source, those it came through: `features/commands/commands.store`. */
  readonly files: readonly string[];
}

export interface Recording extends Disposable {
  readonly statements: readonly RecordedStatement[];
}

/** One at a time. */
export function recordSql(): Recording {
  const statements: RecordedStatement[] = [];
  const original = pg.Client.prototype.query;
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  pg.Client.prototype.query = function record(this: pg.Client, ...given: unknown[]) {
    const [query, values] = given as [string | { text?: string; values?: unknown[] }, unknown[] | undefined];
    const text = typeof query === 'string' ? query : query?.text;
    if (text !== undefined) {
      const stack = new Error('where').stack ?? '';
      const files = [...stack.matchAll(/apps\/server\/src\/([\w/.-]+)\.ts/g)].map((match) => match[1] ?? '');
      statements.push({ text, values: (typeof query === 'string' ? values : (query.values ?? values)) ?? [], files });
    }
    return original.apply(this, given as never);
  } as typeof original;
  return {
    statements,
    [Symbol.dispose]() {
      pg.Client.prototype.query = original;
      Error.stackTraceLimit = depth;
    },
  };
}
