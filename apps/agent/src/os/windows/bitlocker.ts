/** Which drives BitLocker protects, as its own WMI class says (Win32_EncryptableVolume, ProtectionStatus 1). */
import type { RunPowerShell } from './powershell.ts';

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
export async function readProtectedDrives(run: RunPowerShell): Promise<ReadonlySet<string>> {
  return parseProtection((await run(question, timeoutMs)) ?? '');
}
