/** The Wi-Fi networks around: asked of NetworkManager, else of the driver itself by `iw` (N11). */
import type { Wifi } from '@sekisho/agent-core';
import type { Sources } from '../../posix/sources.ts';

/** NetworkManager waits up to fifteen seconds for a scan to end. */
const scanTimeoutMs = 40_000;

export function createWifi({ run }: Pick<Sources, 'run'>): Wifi {
  return { networks: async () => (await fromNetworkManager(run)) ?? (await fromDriver(run)) };
}

type Run = Sources['run'];

/**
 * As hexadecimal bytes, which no name can bend: nothing is escaped, cut or translated. The list holds the network in use, hidden or not; hidden
 * ones beside it have no name. A scan that is not allowed just now leaves the list as it was.
 */
async function fromNetworkManager(run: Run): Promise<readonly string[] | null> {
  const devices = await run('nmcli', ['--terse', '--fields', 'TYPE,STATE', 'device', 'status']);
  if (devices === null || !hasWifi(devices)) return null;
  const list = (rescan: 'yes' | 'no') =>
    run('nmcli', ['--terse', '--fields', 'SSID-HEX', 'device', 'wifi', 'list', '--rescan', rescan], scanTimeoutMs);
  const output = (await list('yes')) ?? (await list('no'));
  return output === null ? null : parseHexNames(output);
}

/** Whether NetworkManager looks after any; states stand in English, as programs run in the locale C. */
function hasWifi(devices: string): boolean {
  return devices.split('\n').some((line) => line.startsWith('wifi:') && !line.startsWith('wifi:unmanaged'));
}

/** One network a line, nothing where it has no name. */
export function parseHexNames(output: string): string[] {
  const names = output.split('\n').map((line) => line.trim());
  return names
    .filter((hex) => /^([0-9A-Fa-f]{2})+$/.test(hex))
    .map((hex) => Buffer.from(hex, 'hex').toString('latin1'))
    .filter(hasName);
}

/** A hidden network may also stand with as many zeros as its name is long. */
function hasName(name: string): boolean {
  return /[^\0]/.test(name);
}

async function fromDriver(run: Run): Promise<readonly string[] | null> {
  const listed = await run('iw', ['dev']);
  if (listed === null) return null;
  const names = new Set<string>();
  let answered = false;
  for (const device of stationsIn(listed)) {
    // The driver may be scanning for somebody else: what it knows stands all the same.
    const scan =
      (await run('iw', ['dev', device, 'scan'], scanTimeoutMs)) ?? (await run('iw', ['dev', device, 'scan', 'dump']));
    const link = await run('iw', ['dev', device, 'link']);
    for (const name of parseIwNames(`${scan ?? ''}\n${link ?? ''}`)) names.add(name);
    answered ||= scan !== null || link !== null;
  }
  return answered ? [...names] : null;
}

/** Interfaces that are used as clients. */
export function stationsIn(listed: string): string[] {
  const blocks = listed.split(/^\s*Interface /m).slice(1);
  return blocks
    .filter((block) => /^\s*type managed$/m.test(block))
    .map((block) => block.split('\n', 1)[0]?.trim() ?? '');
}

/** Names of `iw … scan` and `iw … link`, which escapes what is not printable ASCII, backslashes, and blanks at the ends. */
export function parseIwNames(output: string): string[] {
  return [...output.matchAll(/^\s+SSID: (.*)$/gm)].map((match) => unescapeIw(match[1] ?? '')).filter(hasName);
}

function unescapeIw(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
