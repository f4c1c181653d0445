/** Runs a script in the PowerShell that comes with Windows: for what Windows tells to .NET and WMI alone. */
import { execFile } from 'node:child_process';
import { win32 as path } from 'node:path';

/** Standard output, or `null` where there is no PowerShell, the script failed, or took longer. */
export type RunPowerShell = (script: string, timeoutMs: number) => Promise<string | null>;

export function openPowerShell(systemFolder: string): RunPowerShell {
  const program = path.join(systemFolder, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  return (script, timeoutMs) => {
    // Encoded, no sign of the script means anything to whoever takes the command line apart.
    const encoded = Buffer.from(`$ErrorActionPreference = 'Stop'\n${script}`, 'utf16le').toString('base64');
    const args = ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded];
    const options = { timeout: timeoutMs, windowsHide: true, encoding: 'utf8' } as const;
    return new Promise((resolve) => {
      execFile(program, args, options, (error, output) => resolve(error === null ? output : null));
    });
  };
}
