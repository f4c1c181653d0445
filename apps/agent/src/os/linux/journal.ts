/** Shows the agent's log: the journal where systemd runs the agent, else its own file. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { followFile } from '../any/follow-file.ts';
import { createLogFile, lastLines } from '../any/log-file.ts';
import type { Places } from './places.ts';

const unitName = 'sekisho-agent.service';

function hasJournal(places: Places): boolean {
  return existsSync('/run/systemd/system') && !existsSync(places.logFile);
}

async function showJournal(count: number, follow: boolean, line: (text: string) => void): Promise<void> {
  const args = ['--unit', unitName, '--output', 'cat', '--no-pager', '--lines', String(count)];
  const child = spawn('journalctl', follow ? [...args, '--follow'] : args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.on('error', () => undefined);
  for await (const text of createInterface({ input: child.stdout })) line(text);
}

export async function showLog(
  places: Places,
  count: number,
  follow: boolean,
  line: (text: string) => void,
): Promise<void> {
  if (hasJournal(places)) return showJournal(count, follow, line);
  for (const text of lastLines(places.logFile, count)) line(text);
  if (follow) await followFile(places.logFile, line);
}

/** systemd gathers what is said on standard output; anybody else needs the file. */
export function logWriter(places: Places, underSystemd: boolean): (line: string) => void {
  if (!underSystemd) return createLogFile(places.logFile);
  return (line) => {
    process.stdout.write(line);
  };
}
