/** Shows the agent's log: the journal where systemd runs the agent, else its own file. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { followFile } from '../any/follow-file.ts';
import { createLogFile, lastLines } from '../any/log-file.ts';
import type { LogPlace } from '../any/log-place.ts';

const unitName = 'sekisho-agent.service';

function hasJournal(file: string): boolean {
  return existsSync('/run/systemd/system') && !existsSync(file);
}

async function showJournal(count: number, follow: boolean, line: (text: string) => void): Promise<void> {
  const args = ['--unit', unitName, '--output', 'cat', '--no-pager', '--lines', String(count)];
  const child = spawn('journalctl', follow ? [...args, '--follow'] : args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.on('error', () => undefined);
  for await (const text of createInterface({ input: child.stdout })) line(text);
}

export async function showLog(
  file: string,
  count: number,
  follow: boolean,
  line: (text: string) => void,
): Promise<void> {
  if (hasJournal(file)) return showJournal(count, follow, line);
  for (const text of lastLines(file, count)) line(text);
  if (follow) await followFile(file, line);
}

/** systemd gathers what is said on standard output; anybody else needs the file. */
export function logWriter(place: LogPlace, underSystemd: boolean): (line: string) => void {
  const toFile = createLogFile(place.file);
  if (!underSystemd) return toFile;
  return (line) => {
    process.stdout.write(line);
    // Where an administrator chose a folder, it is to be there.
    if (place.isMoved()) toFile(line);
  };
}
