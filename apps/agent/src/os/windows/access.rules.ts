/** Whether a folder on Windows could be changed, or replaced, by anybody but administrators: from its security descriptor (MS-DTYP 2.4). Pure. */
import { ownerOf, sidText } from './sid.ts';

/** SYSTEM, administrators, the installer of Windows itself; and, of a domain or a device, its administrator and its administrators. */
const trusted =
  /^S-1-(5-18|5-32-544|5-80-956008885-3418522649-1831038044-1853292631-2271478464|5-21-\d+-\d+-\d+-(500|512|519))$/;

/** What lets somebody remove, rename or replace a folder in a folder, or give themselves the right to. */
const dangerous = 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;

const allowed = [0x00, 0x09];
/** For what is made below, not for the folder itself. */
const inheritOnly = 0x08;
const daclPresent = 0x0004;

/** @param own SID of whom this runs as */
export function isOpenToOthers(descriptor: Buffer, own: string): boolean {
  const isTrusted = (sid: string) => sid === own || trusted.test(sid);
  if (!isTrusted(ownerOf(descriptor))) return true;
  const at = descriptor.readUInt32LE(16);
  // Without a list everybody may do everything.
  if ((descriptor.readUInt16LE(2) & daclPresent) === 0 || at === 0) return true;
  const count = descriptor.readUInt16LE(at + 4);
  let entry = at + 8;
  for (let index = 0; index < count; index += 1) {
    const [type = 0, flags = 0] = descriptor.subarray(entry, entry + 2);
    const mask = descriptor.readUInt32LE(entry + 4);
    const isGranted = allowed.includes(type) && (flags & inheritOnly) === 0 && (mask & dangerous) !== 0;
    if (isGranted && !isTrusted(sidText(descriptor.subarray(entry + 8)))) return true;
    entry += descriptor.readUInt16LE(entry + 2);
  }
  return false;
}
