/** The agent from its sources as a process of its own, registered with a real server: its clock, its programs and its displays in the test's hands. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AgentStatus } from '@sekisho/agent-core';
import { type Child, startChild } from '@sekisho/testkit/child';
import { rootOf } from '@sekisho/testkit/root-certificate';
import type { ServerProcess } from '@sekisho/testkit/server-process';

const run = promisify(execFile);
const script = path.join(import.meta.dirname, '../src/main.ts');
/** The loader puts the folder of this machine's libraries in. */
const fakeTime = '/usr/$LIB/faketime/libfaketime.so.1';

export interface RealAgent extends AsyncDisposable {
  readonly folder: string;
  readonly deviceId: string;
  /** How far its wall clock is off the true time from now on; the clock since the start of the machine stays true. */
  setClock(offsetSeconds: number): void;
  /** @param before a program that starts it, such as `unshare` with its arguments */
  start(before?: readonly string[], environment?: Readonly<Record<string, string>>): Promise<void>;
  kill(): Promise<void>;
  status(): Promise<AgentStatus>;
  /** Resolves with what the command printed. */
  checkIn(): Promise<string>;
  log(): string;
}

export interface RealAgentOptions {
  /** Where it reaches the server; by default at the server's own port. */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Registered, and running. */
export async function startRealAgent(server: ServerProcess, options: RealAgentOptions = {}): Promise<RealAgent> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-agent-'));
  const clockFile = path.join(folder, 'clock');
  const state = path.join(folder, 'state');
  const caFile = path.join(folder, 'ca.pem');
  const setClock = (offsetSeconds: number) =>
    writeFileSync(clockFile, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}\n`);
  setClock(0);
  const env = {
    PATH: process.env['PATH'],
    LANG: 'ja_JP.UTF-8',
    SEKISHO_AGENT_DISPLAYS: '',
    LD_PRELOAD: fakeTime,
    FAKETIME_TIMESTAMP_FILE: clockFile,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
    ...options.environment,
  };
  const command = async (...args: string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [script, ...args, '--state', state], { env, timeout: 60_000 });
    return stdout;
  };
  writeFileSync(caFile, await rootOf(server.tlsPort));
  const { body } = await server.api('/system');
  const { serialNumber } = body as { serialNumber: string };
  const address = `https://127.0.0.1:${options.port ?? server.tlsPort}`;
  await command('enrol', '--server', address, '--serial', serialNumber, '--ca', caFile);
  let child: Child | null = null;
  let log = '';
  const kill = async (): Promise<void> => {
    await child?.stop('SIGKILL');
    log += child?.output() ?? '';
    child = null;
  };
  const start: RealAgent['start'] = async (before = [], environment = {}) => {
    const [program = '', ...args] = [...before, process.execPath, script, 'run', '--state', state];
    child = startChild(program, args, { env: { ...env, ...environment, JOURNAL_STREAM: '1:1' } });
    await child.waitFor(/"started"/);
  };
  const status = async (): Promise<AgentStatus> => {
    const { status: known } = JSON.parse(await command('status', '--json')) as { status: AgentStatus };
    return known;
  };
  await start();
  const { deviceId } = await status();
  return {
    folder,
    deviceId,
    setClock,
    start,
    kill,
    status,
    checkIn: () => command('check-in', '--json'),
    log: () => log + (child?.output() ?? ''),
    [Symbol.asyncDispose]: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
