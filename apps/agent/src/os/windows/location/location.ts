/**
 * Where this machine is, as Windows' location service tells (N17): asked through the one class of .NET that asks without a window and without a prompt
 * (System.Device.Location.GeoCoordinateWatcher), which also a service may use where Windows lets it.
 */
import type { LocationReading, LocationSource, Position } from '@sekisho/agent-core';
import type { RunPowerShell } from '../powershell.ts';

const timeoutMs = 90_000;

/**
 * Tells `denied`, `disabled`, or lines of numbers, each more exact than the one before: latitude, longitude, accuracy, altitude, speed, age. Waits 45 seconds for a first
 * position and ten more for a better one, no longer than it takes to be as exact as 50 metres.
 */
export const script = `
Add-Type -AssemblyName System.Device
$watcher = New-Object System.Device.Location.GeoCoordinateWatcher ([System.Device.Location.GeoPositionAccuracy]::High)
[void]$watcher.TryStart($true, [TimeSpan]::FromSeconds(1))
$until = [DateTime]::UtcNow.AddSeconds(45)
$best = [double]::MaxValue
while ([DateTime]::UtcNow -lt $until -and $best -gt 50) {
  if ($watcher.Permission -eq 'Denied') { 'denied'; break }
  $position = $watcher.Position
  $place = $position.Location
  if (-not $place.IsUnknown -and $place.HorizontalAccuracy -lt $best) {
    if ($best -eq [double]::MaxValue) { $until = [DateTime]::UtcNow.AddSeconds(10) }
    $best = $place.HorizontalAccuracy
    $age = ([DateTimeOffset]::UtcNow - $position.Timestamp).TotalMilliseconds
    $numbers = $place.Latitude, $place.Longitude, $best, $place.Altitude, $place.Speed, $age
    [string]::Join(' ', ($numbers | ForEach-Object { $_.ToString('R', [Globalization.CultureInfo]::InvariantCulture) }))
  }
  Start-Sleep -Milliseconds 500
}
if ($best -eq [double]::MaxValue -and $watcher.Status -eq 'Disabled') { 'disabled' }
$watcher.Stop()
`;

/** What is not known is NaN there. */
function positionOf(line: string): Position | null {
  const [latitude, longitude, accuracyM, altitude, speed, age] = line.split(' ').map(Number);
  const isKnown = [latitude, longitude, accuracyM].every(Number.isFinite);
  if (!isKnown || latitude === undefined || longitude === undefined || accuracyM === undefined) return null;
  const known = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return {
    ageMs: Math.max(0, known(age) ?? 0),
    latitude,
    longitude,
    accuracyM,
    // It does not tell by what it knows.
    source: 'unknown',
    altitudeM: known(altitude),
    speedMps: known(speed),
  };
}

/** @param output `null`: no PowerShell, or no such class */
export function parseLocation(output: string | null): LocationReading {
  if (output === null) return { found: false, why: 'no-source' };
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  const position = lines
    .map(positionOf)
    .filter((each) => each !== null)
    .at(-1);
  if (position !== undefined) return { found: true, position };
  if (lines.includes('denied')) return { found: false, why: 'no-permission' };
  return { found: false, why: lines.includes('disabled') ? 'no-source' : 'no-fix' };
}

export function createLocationSource(run: RunPowerShell): LocationSource {
  return { locate: async () => parseLocation(await run(script, timeoutMs)) };
}
