/** Files of standalone clients in an archive, imported as a task: each of a machine of its own, then all of them once more; against the same rows, copied by PostgreSQL alone. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ImportOutcome, InstallerConfiguration, InstallerDownload, Task } from '@sekisho/contracts';
import { adminToken, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { sealIcrt } from '@sekisho/trust';
import { printFigures, residentMiB } from './figures.ts';
import { initialSettings } from './initial-settings.ts';
import { programs, sectionsOf } from './inventory-content.ts';
import { othersMeanwhile } from './others-meanwhile.ts';
import { countProcessor, postmasterOf } from './processor.ts';
import { openServerDatabase, type ServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';

export type ImportOptions = { files: number; serverArguments?: string };

const pollMs = 100;
/** Machines that have the same programs. */
const variants = 15;
const day = 24 * 3_600_000;

/** What a downloaded standalone client carries; the file itself is not needed. */
async function makeClient(server: ServerProcess): Promise<InstallerConfiguration> {
  const created = async <T>(path: string, body: object) => {
    const answer = await server.api(path, { method: 'POST', body });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  const setting = {
    platform: 'linux',
    clientKind: 'standalone',
    name: 'bench',
    format: 'silent',
    initial: initialSettings,
  };
  const { id } = await created<{ id: string }>('/installers/settings', setting);
  const wanted = { packageId: 'linux-run', groupId: 0, expiresInDays: 1, maximumUses: null };
  const { url } = await created<InstallerDownload>(`/installers/settings/${id}/downloads`, wanted);
  const response = await fetch(`${server.url}${url}`, { headers: { authorization: `Bearer ${adminToken}` } });
  const reader = response.body?.getReader();
  let script = '';
  for (let line: RegExpExecArray | null = null; reader !== undefined; ) {
    const { done, value } = await reader.read();
    script += Buffer.from(value ?? []).toString('latin1');
    line = /^\{"version":1,.*\}$/m.exec(script);
    if (line === null && !done) continue;
    await reader.cancel();
    if (line !== null) return JSON.parse(Buffer.from(line[0], 'latin1').toString()) as InstallerConfiguration;
    break;
  }
  throw new Error('the downloaded client carries no configuration');
}

/** Machine by machine: firmware, network card and name are its own. */
async function writeFile(client: InstallerConfiguration, index: number): Promise<{ name: string; content: Buffer }> {
  const hex = index.toString(16).padStart(12, '0');
  const clientId = `018f0000-0000-7000-8000-${hex}`;
  const own: Record<string, (content: string) => string> = {
    hardware: (content) =>
      content
        .replace('SN-0001', `SN-${index}`)
        .replace('4c4c4544-0042-3510-8054-b4c04f4d3232', `4c4c4544-0042-3510-8054-${hex}`),
    network: (content) => content.replace('00:11:22:33:44:55', `00:11:${hex.slice(4).match(/../g)?.join(':')}`),
    'operating-system': (content) => content.replace('営業部-0001', `OFFLINE-${index}`),
  };
  const sections = sectionsOf(index % variants).map(({ name, content: text, hash }) => {
    const content = own[name]?.(text) ?? text;
    return { name, content, hash: content === text ? hash : createHash('sha256').update(content).digest('hex') };
  });
  const facts = {
    computerName: `OFFLINE-${index}`,
    platform: 'linux',
    architecture: 'x86_64',
    osName: 'Debian GNU/Linux',
    osVersion: '12',
    manufacturer: 'Bench',
    model: 'Load',
    hardwareSerialNumber: `SN-${index}`,
    addresses: ['10.1.2.3'],
    agentVersion: '0.4.0',
  };
  const inventory = { clientId, installerToken: client.enrolmentToken, facts, collectedAt: Date.now() - day, sections };
  const text = JSON.stringify({ version: 1, groupId: 0, groupName: '', inventory });
  const { organizationId, importKey } = client;
  const content = await sealIcrt({ organizationId, clientId }, importKey ?? '', Buffer.from(text));
  return { name: `Inventory/${clientId}.icrt`, content };
}

const fields = (...parts: readonly (readonly [value: number, bytes: 2 | 4])[]) =>
  Buffer.concat(
    parts.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );

/** Stored, not packed: what is encrypted packs no further (APPNOTE 6.3). */
async function writeArchive(client: InstallerConfiguration, files: number): Promise<Buffer> {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (let index = 0; index < files; index += 1) {
    const { name, content } = await writeFile(client, index);
    const size = content.length;
    const common = fields(
      [20, 2],
      [0x800, 2],
      [0, 2],
      [0, 2],
      [0x5d7c, 2],
      [crc32(content), 4],
      [size, 4],
      [size, 4],
      [name.length, 2],
      [0, 2],
    );
    const head = Buffer.concat([fields([0x04034b50, 4]), common, Buffer.from(name)]);
    bodies.push(head, content);
    const rest = fields([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]);
    directory.push(fields([0x02014b50, 4], [20, 2]), common, rest, Buffer.from(name));
    at += head.length + size;
  }
  const central = Buffer.concat(directory);
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [files, 2], [files, 2], [central.length, 4], [at, 4], [0, 2]);
  return Buffer.concat([...bodies, central, end]);
}

interface Imported {
  readonly seconds: number;
  readonly uploadSeconds: number;
}

/** From the first byte of the upload to the end of the task. Throws unless every file came to `outcome`. */
async function importOnce(
  server: ServerProcess,
  archive: Buffer,
  files: number,
  outcome: ImportOutcome,
): Promise<Imported> {
  const begun = performance.now();
  const secondsSoFar = () => (performance.now() - begun) / 1000;
  const response = await fetch(`${server.url}/api/v1/inventory-import?fileName=Inventory.zip`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(archive),
  });
  if (response.status !== 202) throw new Error(`not taken: ${response.status} ${await response.text()}`);
  const { id } = (await response.json()) as Task;
  const uploadSeconds = secondsSoFar();
  for (;;) {
    const task = (await server.api(`/tasks/${id}`)).body as Task;
    if (task.state === 'failed' || task.state === 'cancelled') throw new Error(`${task.state} ${task.code}`);
    if (task.state === 'done') {
      const seconds = secondsSoFar();
      if (task.outcome?.inventories?.[outcome] !== files) throw new Error(JSON.stringify(task.outcome));
      return { seconds, uploadSeconds };
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Every machine is a device now, with all its sections. Throws where one is not. */
async function checkStored({ pool }: ServerDatabase, files: number): Promise<void> {
  const { rows } = await pool.query<{ devices: number; sections: number }>(
    `select count(distinct d.device_id)::integer as devices, count(*)::integer as sections from device_list d
     join inventory_sections s on s.organization_id = d.organization_id and s.device_id = d.device_id
     where d.client_kind = 'standalone'`,
  );
  const expected = { devices: files, sections: files * sectionsOf(0).length };
  if (JSON.stringify(rows[0]) !== JSON.stringify(expected)) throw new Error(JSON.stringify(rows[0]));
}

/** Seconds in which PostgreSQL writes the same sections into a table with the same indexes, in one statement. */
async function bareSeconds({ pool }: ServerDatabase): Promise<number> {
  await pool.query('create table bench_sections (like inventory_sections including all)');
  const begun = performance.now();
  await pool.query('insert into bench_sections select * from inventory_sections');
  return (performance.now() - begun) / 1000;
}

/** Starts a server of its own, without any device. */
export async function benchImport({ files, serverArguments }: ImportOptions): Promise<void> {
  const server = await startServer({
    workers: 1,
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(files + 1),
      SEKISHO_LOG_LEVEL: 'error',
      ...serverNode(serverArguments),
    },
  });
  try {
    await using database = await openServerDatabase(server.dataDir);
    const archive = await writeArchive(await makeClient(server), files);
    const postmaster = await postmasterOf(database);
    const measure = async (what: string, outcome: ImportOutcome) => {
      const { done, others, words } = await othersMeanwhile(server, async () => {
        const spent = countProcessor(server.pid, postmaster, () => 0);
        const imported = await importOnce(server, archive, files, outcome);
        return { ...imported, micros: spent(files) };
      });
      const { seconds, uploadSeconds, micros } = done;
      const bare = outcome === 'registered' ? await bareSeconds(database) : null;
      printFigures({
        bench: `import-${what}`,
        devices: files,
        work: `${files} files of ${programs} programs each in an archive of ${(archive.length / 1_048_576).toFixed(0)} MiB: uploaded in ${uploadSeconds.toFixed(1)} s, all done after ${seconds.toFixed(1)} s; read, decrypted, checked, ${outcome}, a result for each; plain HTTP, one process; ${words}`,
        perSecond: files / seconds,
        ...others,
        serverMicros: micros.server,
        databaseMicros: micros.database,
        rssMiB: residentMiB(server.pid),
        ...(bare === null
          ? {}
          : {
              reference: `bare PostgreSQL, the same sections copied from table to table: ${bare.toFixed(2)} s`,
              ratio: bare / seconds,
            }),
      });
    };
    await measure('new', 'registered');
    await checkStored(database, files);
    await measure('again', 'unchanged');
  } finally {
    await server.dispose();
  }
}
