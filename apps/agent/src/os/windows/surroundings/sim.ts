/** The SIMs in use, as `netsh mbn` tells (N19): the interfaces of Windows for this are COM, and those for services at that. */
import { execFile } from 'node:child_process';
import { win32 as path } from 'node:path';
import type { SimReader } from '@sekisho/agent-core';

const timeoutMs = 20_000;

/**
 * `netsh` speaks the language of Windows; numbers are the same in all. An ICCID begins with 89, the industry of telecommunication, and has 18 to 20
 * digits (ITU-T E.118), of which some modems tell a filling F too; no number of a subscriber, a telephone or a modem has as many.
 */
export function parseReadyInfo(output: string): string[] {
  const values = output.split(/\r?\n/).map((line) => /:\s*(89\d{16,18})F?\s*$/i.exec(line)?.[1]);
  return [...new Set(values.filter((value) => value !== undefined))];
}

export function createSimReader(systemFolder: string): SimReader {
  const program = path.join(systemFolder, 'netsh.exe');
  const options = { timeout: timeoutMs, windowsHide: true, encoding: 'latin1' } as const;
  const ask = (): Promise<string> =>
    new Promise((resolve) => {
      execFile(program, ['mbn', 'show', 'readyinfo', 'interface=*'], options, (_error, output) => resolve(output));
    });
  return {
    /** Whether a SIM is missing or only not ready it says in words of its own language: without a number nothing is known. */
    async read() {
      const iccids = parseReadyInfo(await ask());
      return iccids.length === 0 ? null : iccids;
    },
  };
}
