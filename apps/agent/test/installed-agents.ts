/** Agents that were installed into folders of their own: run, asked, found among the processes, taken away. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ServerProcess } from '@sekisho/testkit/server-process';

const execute = promisify(execFile);

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function run(program: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  // No display of anybody else is ever covered by a test.
  const environment = { PATH: process.env['PATH'], SEKISHO_AGENT_DISPLAYS: '', LANG: 'en_US.UTF-8', ...env };
  try {
    const { stdout, stderr } = await execute(program, args, { env: environment, timeout: 90_000 });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

interface ListedDevice {
  readonly id: string;
  readonly computerName: string;
  readonly osName: string;
  readonly lastSeenAt: string | null;
}

export async function devices(from: ServerProcess): Promise<ListedDevice[]> {
  const { body } = await from.api('/devices');
  return (body as { items: ListedDevice[] }).items;
}

export const agentIn = (prefix: string, args: string[], env: Record<string, string> = {}) =>
  run(path.join(prefix, 'agent/sekisho-agent'), args, env);

/** As a silent uninstallation does it: the password in a file. */
export async function uninstallIn(
  from: ServerProcess,
  prefix: string,
  env: Record<string, string> = {},
  more = ['--yes'],
): Promise<Ended> {
  const { body } = await from.api('/system/uninstall-password/reveal', { method: 'POST' });
  const file = `${prefix}.password`;
  writeFileSync(file, `${(body as { password: string }).password.toLowerCase()}\n`);
  return agentIn(prefix, ['uninstall', ...more, '--password-file', file], env);
}

export async function statusIn(prefix: string) {
  const { out } = await agentIn(prefix, ['status', '--json']);
  return JSON.parse(out) as { running: boolean; status: { deviceId: string; lastCheckInAt: number | null } | null };
}

/** Of the processes started from below this folder. */
export function processesBelow(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${folder}/`) ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
}

export function agentPid(prefix: string): number | undefined {
  return processesBelow(prefix).find((pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('run') && words.some((word) => /\/(agent|launch)\.cjs$/.test(word));
  });
}

/** The very line that the console shows, with `more` at its end. */
export async function installLine(from: ServerProcess, shell: string, more: string): Promise<string> {
  const { body } = await from.api('/system');
  const { enrolmentCommand } = body as { enrolmentCommand: string };
  return `${enrolmentCommand.replace(/\| sh -s/, `| ${shell} -s`)} ${more}`;
}
