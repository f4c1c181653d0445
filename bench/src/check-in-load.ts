/** Drives check-ins from a process of its own: by wrk where it is installed, else by our own tool over bare sockets. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startChild } from '@sekisho/testkit/child';

export type LoadTool = 'wrk' | 'node';

export type LoadOptions = {
  tool: LoadTool;
  port: number;
  fleetFile: string;
  connections: number;
  seconds: number;
  /** Whether answers are real ones, whose seals can be checked (by our own tool only). */
  checked: boolean;
};

export type LoadResult = {
  answered: number;
  failed: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
};

/** What was asked for, or wrk if this machine has it. */
export function chooseLoadTool(asked: string | undefined): LoadTool {
  if (asked === 'wrk' || asked === 'node') return asked;
  return spawnSync('wrk', ['--version'], { stdio: 'ignore' }).error === undefined ? 'wrk' : 'node';
}

/** How the tool works, for the bench's `work`. */
export const toolWords: Record<LoadTool, string> = {
  wrk: 'load by wrk with prepared requests, answers judged by status, stored events counted afterwards',
  node: 'load by one Node process over bare sockets, seal and what was stored checked in every 16th answer',
};

/** Resolves when the storm is over; rejects when the tool fails. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { tool, port, fleetFile, connections, seconds, checked } = options;
  const child =
    tool === 'wrk'
      ? startChild('wrk', [
          '--threads=1',
          `--connections=${connections}`,
          `--duration=${seconds}s`,
          '--timeout=30s',
          `--script=${join(import.meta.dirname, 'check-ins.lua')}`,
          `http://127.0.0.1:${port}`,
          '--',
          fleetFile,
          '1',
        ])
      : startChild(process.execPath, [
          join(import.meta.dirname, 'node-load.ts'),
          ...[port, fleetFile, connections, seconds, checked].map(String),
        ]);
  const [line] = await child.waitFor(/^\{"answered".*\}$/m, (seconds + 120) * 1000);
  await child.exited;
  return JSON.parse(line) as LoadResult;
}
