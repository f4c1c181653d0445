/** A server's only line to PostgreSQL falls silent for good, as behind a firewall that forgot it: new connections do, the job queue's too, and it stops when it is told to. */
import { eventually } from '@sekisho/testkit/eventually';
import { type OperatorPostgres, startOperatorPostgres } from '@sekisho/testkit/operator-postgres';
import { type Relay, startRelay } from '@sekisho/testkit/relay';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, it } from 'vitest';

let postgres: OperatorPostgres;
let line: Relay;
let server: ServerProcess;

beforeAll(async () => {
  postgres = await startOperatorPostgres();
  line = await startRelay(postgres.socket);
  server = await startServer({ env: { DATABASE_URL: postgres.url(line) } });
});

afterAll(async () => {
  await server?.dispose();
  await line?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

const ready = async () => (await fetch(`${server.url}/readyz`)).status;

it('requests and jobs find new connections', async () => {
  line.silence();
  await eventually(ready, (status) => status === 503);
  line.mend();
  await eventually(ready, (status) => status === 200);
  const begun = await server.api('/devices/export', { method: 'POST', body: { filter: {} } });
  expect(begun.status).toBe(202);
  const { id } = begun.body as { id: string };
  await eventually(
    async () => (await server.api(`/tasks/${id}`)).body as { state: string },
    ({ state }) => state === 'done',
    60_000,
  );
});

it('and the connections of which nobody took leave do not keep the server when it is told to stop', async () => {
  expect(await server.stop()).toBe(0);
});
