/** What the Linux agent takes of a machine at rest: the built one, registered with a real server, without a display to cover; by /proc. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Child, startChild } from '@sekisho/testkit/child';
import { rootOf } from '@sekisho/testkit/root-certificate';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { percentile } from './figures.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
/** Registration and the first inventory are over by then. */
const settledAfterMs = 30_000;
const ticksPerSecond = 100;

interface AtRest {
  readonly privateMiB: number;
  readonly residentMiB: number;
  /** Processor time so far, in seconds. */
  readonly processorSeconds: number;
}

function look(pid: number): AtRest {
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(memory)?.[1] ?? 0);
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return {
    privateMiB: (kib('Private_Clean') + kib('Private_Dirty')) / 1024,
    residentMiB: kib('Rss') / 1024,
    processorSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}

/** The archive that devices download, unpacked; built first where its sources have changed. */
async function unpackAgent(folder: string): Promise<{ program: string; downloadMiB: number }> {
  await run(process.execPath, [join(root, 'packages/installers/src/build.ts'), '--gzip-only'], { cwd: root });
  const dist = join(root, 'packages/installers/dist');
  const { archives } = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as {
    archives: { fileName: string; architecture: string; bytes: number }[];
  };
  const own = archives.find(({ fileName, architecture }) => architecture === process.arch && fileName.endsWith('.gz'));
  if (own === undefined) throw new Error('no archive was built for this machine');
  const unpacked = join(folder, 'agent');
  mkdirSync(unpacked);
  await run('tar', ['-xzf', join(dist, own.fileName), '-C', unpacked]);
  const { stdout } = await run('find', [unpacked, '-name', 'sekisho-agent', '-type', 'f']);
  return { program: stdout.split('\n')[0] ?? '', downloadMiB: own.bytes / 2 ** 20 };
}

async function startAgent(server: ServerProcess, program: string, folder: string): Promise<Child> {
  mkdirSync(folder);
  const ca = join(folder, 'root.pem');
  writeFileSync(ca, await rootOf(server.tlsPort));
  const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
  const env = { SEKISHO_AGENT_DISPLAYS: '' };
  const state = ['--state', join(folder, 'state')];
  const way = ['--server', `https://127.0.0.1:${server.tlsPort}`, '--serial', serialNumber, '--ca', ca];
  await run(program, ['enrol', ...way, ...state], { env: { ...process.env, ...env } });
  const child = startChild(program, ['run', ...state], { env: { ...env, JOURNAL_STREAM: '1:1' } });
  await child.waitFor(/"started"/);
  return child;
}

export async function benchAgentRest(options: { readonly devices: number; readonly seconds: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-bench-agent-'));
  const agents: Child[] = [];
  const server = await startServer({});
  try {
    const { program, downloadMiB } = await unpackAgent(folder);
    for (let index = 0; index < options.devices; index += 1)
      agents.push(await startAgent(server, program, join(folder, String(index))));
    await pause(settledAfterMs);
    const before = agents.map(({ pid }) => look(pid));
    await pause(options.seconds * 1000);
    const after = agents.map(({ pid }) => look(pid));
    const middle = (pick: (rest: AtRest) => number) => percentile(after.map(pick), 0.5);
    const shares = after.map(
      (rest, index) => (rest.processorSeconds - (before[index]?.processorSeconds ?? 0)) / options.seconds,
    );
    const figures = {
      bench: 'agent-rest',
      devices: options.devices,
      work: `${options.seconds} s of rest, ${settledAfterMs / 1000} s after the start; medians`,
      privateMiB: Number(middle(({ privateMiB }) => privateMiB).toFixed(1)),
      residentMiB: Number(middle(({ residentMiB }) => residentMiB).toFixed(1)),
      percentOfCore: Number((percentile(shares, 0.5) * 100).toFixed(3)),
      downloadMiB: Number(downloadMiB.toFixed(1)),
    };
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(14)} ${value}`);
    console.log(JSON.stringify(figures));
  } finally {
    for (const agent of agents) await agent.stop();
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
