/** Which drives BitLocker protects, as its own WMI class says (Win32_EncryptableVolume, ProtectionStatus 1). */
import { execFile } from 'node:child_process';
import { win32 as path } from 'node:path';

const question =
  'Get-CimInstance -Namespace root/cimv2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume | ' +
  'Select-Object DriveLetter, ProtectionStatus | ConvertTo-Json -Compress';
const timeoutMs = 60_000;
const protectionOn = 1;

/** One object, or a list of them; anything else says nothing. */
export function parseProtection(text: string): ReadonlySet<string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Set();
  }
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  return new Set(entries.flatMap((entry) => protectedLetter(entry) ?? []));
}

function protectedLetter(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  if (!('DriveLetter' in entry) || !('ProtectionStatus' in entry)) return null;
  const { DriveLetter: letter, ProtectionStatus: status } = entry;
  return typeof letter === 'string' && /^[A-Za-z]:$/.test(letter) && status === protectionOn
    ? letter.toUpperCase()
    : null;
}

/** Nothing where there is no PowerShell, no BitLocker, or no right to ask. */
export function readProtectedDrives(systemFolder: string): Promise<ReadonlySet<string>> {
  const program = path.join(systemFolder, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const args = ['-NoProfile', '-NonInteractive', '-Command', question];
  const options = { timeout: timeoutMs, windowsHide: true, encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    execFile(program, args, options, (error, output) => resolve(parseProtection(error === null ? output : '')));
  });
}
