/** How enrolment serial numbers and organization codes look, and how a person's spelling of one is read. */

/** Crockford's 32 signs: what looks alike (I, L, O, U) is left out, so five bits a sign. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const serialGroups = 4;
const serialGroupSize = 5;
const organizationCodeLength = 10;

/** One sign per byte; 256 is a multiple of 32, so every sign is equally likely. */
function signsFrom(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
}

/** 100 bits in four groups of five: `7K2QM-…`. @param randomBytes gives that many random bytes */
export function makeSerialNumber(randomBytes: (count: number) => Uint8Array): string {
  return Array.from({ length: serialGroups }, () => signsFrom(randomBytes(serialGroupSize))).join('-');
}

/** 10 capital letters and digits. */
export function makeOrganizationCode(randomBytes: (count: number) => Uint8Array): string {
  return signsFrom(randomBytes(organizationCodeLength));
}

/** The canonical form of what somebody typed: full width, lower case, spaces, missing hyphens and look-alikes are forgiven. */
export function normaliseSerialNumber(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
