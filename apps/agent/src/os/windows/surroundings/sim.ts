/** The SIMs in use (N19): their numbers as `netsh mbn` tells them, and whether there is none as the modems do. */
import { execFile } from 'node:child_process';
import { win32 as path } from 'node:path';
import type { SimReader } from '@sekisho/agent-core';
import { simNotInserted } from './mobile-broadband.ts';

const timeoutMs = 20_000;

/**
 * `netsh` speaks the language of Windows; numbers are the same in all. An ICCID begins with 89, the industry of telecommunication, and has 18 to 20
 * digits (ITU-T E.118), of which some modems tell a filling F too; no number of a subscriber, a telephone or a modem has as many.
 */
export function parseReadyInfo(output: string): string[] {
  const values = output.split(/\r?\n/).map((line) => /:\s*(89\d{16,18})F?\s*$/i.exec(line)?.[1]);
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** Whether every modem says that no SIM is in it; one that is off, or busy, or not to be understood, says nothing of its SIM. */
export function saysAbsent(output: string): boolean {
  try {
    const states: unknown = JSON.parse(output);
    return Array.isArray(states) && states.length > 0 && states.every((state) => state === simNotInserted);
  } catch {
    return false;
  }
}

export interface SimReaderOptions {
  readonly systemFolder: string;
  /** What starts a process of our own again. */
  readonly ownCommand: readonly [string, string];
}

export function createSimReader({ systemFolder, ownCommand }: SimReaderOptions): SimReader {
  const netsh = path.join(systemFolder, 'netsh.exe');
  const [runtime, script] = ownCommand;
  const options = { timeout: timeoutMs, windowsHide: true, encoding: 'latin1' } as const;
  const ask = (program: string, args: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile(program, [...args], options, (_error, output) => resolve(output));
    });
  return {
    /** Whether a SIM is missing or only not ready `netsh` says in words of its own language: then the modems are asked themselves. */
    async read() {
      const iccids = parseReadyInfo(await ask(netsh, ['mbn', 'show', 'readyinfo', 'interface=*']));
      if (iccids.length > 0) return iccids;
      return saysAbsent(await ask(runtime, [script, 'sim-states'])) ? [] : null;
    },
  };
}
