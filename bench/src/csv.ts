/** The device list as a CSV file, out and in, as tasks over the API; against a bare COPY of the same rows. */
import type { Task } from '@sekisho/contracts';
import { adminToken, type ServerProcess } from '@sekisho/testkit/server-process';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { printFigures, residentMiB } from './figures.ts';
import { othersMeanwhile } from './others-meanwhile.ts';
import { countProcessor, postmasterOf, type Spent } from './processor.ts';
import type { ServerDatabase } from './server-database.ts';
import { type SeededServer, withSeededServer } from './with-seeded-server.ts';

export type CsvOptions = { devices: number; serverArguments?: string };

const mostImported = 100_000;
/** An export takes a second or some, an import ten; whoever asks more often takes the processor from it. */
const pollMs = { export: 100, import: 100 } as const;

async function finished(server: ServerProcess, id: string, state: Task['state'], everyMs: number): Promise<Task> {
  for (;;) {
    const task = (await server.api(`/tasks/${id}`)).body as Task;
    if (task.state === state) return task;
    if (task.state === 'failed' || task.state === 'cancelled')
      throw new Error(`${task.kind}: ${task.state} ${task.code}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Until the file is there; it is fetched after that. */
async function exportAll(
  server: ServerProcess,
  count: () => (rows: number) => Spent,
): Promise<{ seconds: number; text: string; spentOn: (rows: number) => Spent }> {
  const spent = count();
  const begun = performance.now();
  const { body } = await server.api('/devices/export', { method: 'POST', body: { filter: {} } });
  const { id } = await finished(server, (body as Task).id, 'done', pollMs.export);
  const seconds = (performance.now() - begun) / 1000;
  const micros = spent(1);
  const response = await fetch(`${server.url}/api/v1/tasks/${id}/files/result`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const spentOn = (rows: number) => ({ ...micros, server: micros.server / rows, database: micros.database / rows });
  return { seconds, text: await response.text(), spentOn };
}

/** The first rows with a new user name each; from upload to done, the confirmation between them at once. */
async function importSome(
  server: ServerProcess,
  text: string,
): Promise<{ seconds: number; lookSeconds: number; rows: number }> {
  const [header = '', ...lines] = text.trimEnd().split('\r\n');
  const rows = lines.slice(0, mostImported).map((line, index) => {
    const cells = line.split(',');
    cells[3] = `user-${index}`;
    return cells.join(',');
  });
  const begun = performance.now();
  const response = await fetch(`${server.url}/api/v1/devices/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'text/csv' },
    body: [header, ...rows, ''].join('\r\n'),
  });
  const { id } = (await response.json()) as Task;
  await finished(server, id, 'awaiting-confirmation', pollMs.import);
  const lookSeconds = (performance.now() - begun) / 1000;
  await server.api(`/devices/import/${id}/confirm`, { method: 'POST' });
  const { outcome } = await finished(server, id, 'done', pollMs.import);
  if (outcome?.changed !== rows.length) throw new Error(`${outcome?.changed} changed of ${rows.length}`);
  return { seconds: (performance.now() - begun) / 1000, lookSeconds, rows: rows.length };
}

/** By a client of its own: one of the pool reads by itself what it has to read here. */
async function bareCopySeconds({ connection }: ServerDatabase): Promise<number> {
  const client = new pg.Client(connection);
  await client.connect();
  const begun = performance.now();
  for await (const chunk of client.query(copyTo('copy device_list to stdout (format csv)'))) void chunk;
  await client.end();
  return (performance.now() - begun) / 1000;
}

/** Of one row. */
const microsOf = ({ server, database }: Spent) => ({ serverMicros: server, databaseMicros: database });

/** Starts a server of its own with a seeded fleet. */
export async function benchCsv({ devices, serverArguments }: CsvOptions): Promise<void> {
  const measure = async ({ server, database }: SeededServer) => {
    const bare = await bareCopySeconds(database);
    const reference = `bare COPY of the table as CSV: ${Math.round(devices / bare)} rows/s`;
    const postmaster = await postmasterOf(database);
    const count = () => countProcessor(server.pid, postmaster, () => 0);
    const out = await othersMeanwhile(server, () => exportAll(server, count));
    const exported = out.done;
    const written = exported.text.trimEnd().split('\r\n').length - 1;
    if (written !== devices + 1) throw new Error(`${written} rows of ${devices + 1}`);
    printFigures({
      bench: 'csv-export',
      devices,
      work: `every device as a task, from the request to its end; ${(exported.text.length / 1024 / 1024).toFixed(0)} Mi characters; ${out.words}`,
      perSecond: devices / exported.seconds,
      ...microsOf(exported.spentOn(devices)),
      rssMiB: residentMiB(server.pid),
      reference,
      ratio: devices / exported.seconds / (devices / bare),
      ...out.others,
    });
    const into = await othersMeanwhile(server, async () => {
      const spent = count();
      const done = await importSome(server, exported.text);
      return { ...done, micros: spent(done.rows) };
    });
    const imported = into.done;
    printFigures({
      bench: 'csv-import',
      devices,
      work: `${imported.rows} rows that change, uploaded, looked at (${imported.lookSeconds.toFixed(1)} s), confirmed, done: ${imported.seconds.toFixed(1)} s; ${into.words}`,
      perSecond: imported.rows / imported.seconds,
      ...microsOf(imported.micros),
      rssMiB: residentMiB(server.pid),
      reference,
      ratio: imported.rows / imported.seconds / (devices / bare),
      ...into.others,
    });
  };
  await withSeededServer(devices, measure, serverArguments);
}
