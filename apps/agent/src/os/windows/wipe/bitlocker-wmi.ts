/** BitLocker, asked and told through its WMI class (Win32_EncryptableVolume; learn.microsoft.com/windows/win32/secprov). */
import type { RunPowerShell } from '../powershell.ts';
import type { BitLocker, BitLockerVolume } from './bitlocker-keys.ts';

const timeoutMs = 60_000;
const all =
  'Get-CimInstance -Namespace root/cimv2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume';

const list = `${all} | ForEach-Object {
  $state = Invoke-CimMethod -InputObject $_ -MethodName GetConversionStatus
  $lock = Invoke-CimMethod -InputObject $_ -MethodName GetLockStatus
  [pscustomobject]@{ id = $_.DeviceID; drive = $_.DriveLetter; kind = $_.VolumeType; protection = $_.ProtectionStatus
    conversion = $state.ConversionStatus; lock = $lock.LockStatus }
} | ConvertTo-Json -Compress`;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const protectorId = /^\{[0-9A-Fa-f-]{36}\}$/;

/** VolumeType 2: can be taken out. ConversionStatus 0: not encrypted, 1: fully. ProtectionStatus 1: on. LockStatus 1: locked. */
const portable = 2;

/** One object, or a list of them; what is not to be understood is no volume. */
export function parseVolumes(text: string | null): BitLockerVolume[] {
  const value = parse(text);
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) => volumeOf(entry) ?? []);
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

function volumeOf(entry: unknown): BitLockerVolume | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const { id, drive, kind, protection, conversion, lock } = entry as Readonly<Record<string, unknown>>;
  const known = /^\\\\\?\\Volume\{(.*)\}\\$/.exec(String(id))?.[1] ?? '';
  if (!guid.test(known)) return null;
  const isLocked = lock === 1;
  // A locked one does not say how far it is encrypted; not at all, it could not be locked.
  const encrypted = isLocked || conversion === 1 ? 'fully' : conversion === 0 ? 'no' : 'partly';
  return {
    id: known.toLowerCase(),
    drive: typeof drive === 'string' && /^[A-Za-z]:$/.test(drive) ? drive.toUpperCase() : null,
    isFixed: kind !== portable,
    encrypted,
    isProtected: protection === 1,
    isLocked,
  };
}

/** `null`: the call failed; otherwise what it printed, line by line. */
function idsIn(output: string | null): string[] | null {
  if (output === null) return null;
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => protectorId.test(line));
}

export function openBitLocker(run: RunPowerShell): BitLocker {
  /** Nothing but ids that look like ids ever stands in a script. */
  function on(id: string, then: string): Promise<string | null> {
    if (!guid.test(id)) return Promise.resolve(null);
    const volume = `$volume = ${all} | Where-Object { $_.DeviceID -eq '\\\\?\\Volume{${id}}\\' }`;
    return run(`${volume}\nif ($null -eq $volume) { throw 'no such volume' }\n${call}\n${then}`, timeoutMs);
  }
  return {
    volumes: async () => parseVolumes(await run(list, timeoutMs)),
    protectors: async (id) =>
      idsIn(await on(id, "(Call 'GetKeyProtectors' @{ KeyProtectorType = [uint32]0 }).VolumeKeyProtectorID")),
    addUnknown: async (id) => idsIn(await on(id, addition))?.[0] ?? null,
    async remove(id, protector) {
      if (!protectorId.test(protector)) return;
      await on(
        id,
        `$key = @{ VolumeKeyProtectorID = '${protector}' }
try { [void](Call 'DeleteKeyProtector' $key) } catch { [void](Call 'DisableAutoUnlock' @{}); [void](Call 'DeleteKeyProtector' $key) }`,
      );
    },
    async protect(id) {
      await on(id, "[void](Call 'EnableKeyProtectors' @{})");
    },
  };
}

/** Policies of an organization may forbid recovery passwords: then a key file that is written nowhere. */
const addition = `try { (Call 'ProtectKeyWithNumericalPassword' @{}).VolumeKeyProtectorID }
catch { (Call 'ProtectKeyWithExternalKey' @{}).VolumeKeyProtectorID }`;

/** A method of WMI answers with a number, and does not fail by itself. */
const call = `function Call($name, $arguments) {
  $answer = Invoke-CimMethod -InputObject $volume -MethodName $name -Arguments $arguments
  if ($answer.ReturnValue -ne 0) { throw "$name answered $($answer.ReturnValue)" }
  $answer
}`;
