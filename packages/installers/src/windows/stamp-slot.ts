/**
 * The room inside a Windows package that each download fills with its configuration. Its size never changes, so that stamping
 * replaces bytes in place: at the end of an unsigned .exe, in a stream of an .msi, or in the signature's own unsigned room.
 *
 * 128 bytes that an installer's script can read without knowing JSON (magic, language, format, flags, length, SHA-256), then 8,192
 * bytes of JSON in UTF-8, filled up with blanks.
 */
import { createHash } from 'node:crypto';
import { type ClientKind, type InstallerConfiguration, installerConfigurationMaxBytes } from '@sekisho/contracts';

export const slotHeaderBytes = 128;
export const slotBytes = slotHeaderBytes + installerConfigurationMaxBytes;
/** Written in two parts: no script that only speaks of it is taken for a slot. */
export const slotMagic = ['SEKISHO-', 'STAMP-1 '].join('');

type Wanted = Pick<InstallerConfiguration, 'initial'>;

/** Whether a function that is wanted from the first start on waits for a restart (I07). Services and screens of ours do not. */
export function needsRestart({ initial }: Wanted): boolean {
  return initial.operationLog || initial.externalDeviceControl;
}

/** And whether people are asked for it. */
export function asksForRestart(configuration: Wanted): boolean {
  return configuration.initial.restartPrompt && needsRestart(configuration);
}

/** Clients that run once are told which; for others nothing is. */
const kindFlags: Readonly<Partial<Record<ClientKind, string>>> = { 'on-demand': 'O', standalone: 'S' };

/** `ja wizard DR- 01234 <sha256>`: every word at its own place. */
function header(configuration: InstallerConfiguration | null, json: Buffer): string {
  const language = configuration?.initial.language ?? '--';
  const format = configuration?.format ?? 'wizard';
  const desktop = configuration?.initial.desktopEntry === true ? 'D' : '-';
  const restart = configuration !== null && asksForRestart(configuration) ? 'R' : '-';
  const kind = kindFlags[configuration?.clientKind ?? 'standard'] ?? '-';
  return `${slotMagic}${language} ${format} ${desktop}${restart}${kind} ${tail(json)}`;
}

function tail(content: Buffer): string {
  return `${String(content.length).padStart(5, ' ')} ${createHash('sha256').update(content).digest('hex')}`;
}

/** `null`: a slot that nothing has been stamped into. @throws when the configuration is longer than it may be */
export function makeSlot(configuration: InstallerConfiguration | null): Buffer {
  const json = Buffer.from(configuration === null ? '' : JSON.stringify(configuration));
  if (json.length > installerConfigurationMaxBytes) throw new RangeError(`${json.length} bytes of configuration`);
  return fill(header(configuration, json), json);
}

/** Of a tool that carries no configuration, but a key: text of one line. */
export function makeKeySlot(key: string): Buffer {
  const content = Buffer.from(key, 'latin1');
  return fill(`${slotMagic}-- key    -- ${tail(content)}`, content);
}

function fill(head: string, content: Buffer): Buffer {
  const slot = Buffer.alloc(slotBytes, ' ');
  slot.write(head, 'latin1');
  slot[slotHeaderBytes - 1] = 0x0a;
  content.copy(slot, slotHeaderBytes);
  return slot;
}

/** Offsets of everything that begins as a slot does. */
export function findSlots(content: Buffer): number[] {
  const found: number[] = [];
  for (let at = content.indexOf(slotMagic); at >= 0; at = content.indexOf(slotMagic, at + 1)) {
    if (at + slotBytes <= content.length) found.push(at);
  }
  return found;
}

/** What was stamped, as JSON; `null` where nothing was. @throws when it is not whole */
export function readSlot(slot: Buffer): Buffer | null {
  const words = slot.toString('latin1', slotMagic.length, slotHeaderBytes).trim().split(/ +/);
  const [length, digest] = [Number(words[3]), words[4]];
  if (length === 0) return null;
  const json = slot.subarray(slotHeaderBytes, slotHeaderBytes + length);
  if (createHash('sha256').update(json).digest('hex') !== digest)
    throw new Error('the stamped configuration is damaged');
  return json;
}

/** What a package carries: of several slots the one that is filled. A signed .msi has an empty one besides. */
export function readStamped(content: Buffer): Buffer | null {
  for (const at of findSlots(content)) {
    const json = readSlot(content.subarray(at, at + slotBytes));
    if (json !== null) return json;
  }
  return null;
}
