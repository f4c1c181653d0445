/** The uninstall password (N20): what people read and type, and the verifier by which a device knows it without holding it. */
import { scrypt, timingSafeEqual } from 'node:crypto';
import type { UninstallVerifier } from '@sekisho/contracts';

/** Without what looks alike (I, L, O, U): five bits a sign. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 4;
const groupSize = 4;
const hashBytes = 32;
const costs = { cost: 16_384, blockSize: 8, parallelization: 1 } as const;

/** 80 bits, such as `7K2Q-MX9P-4TRW-H3NB`: long enough that a stolen verifier gives nothing away. @param randomBytes gives that many */
export function makeUninstallPassword(randomBytes: (count: number) => Uint8Array): string {
  const group = () => Array.from(randomBytes(groupSize), (byte) => alphabet[byte % alphabet.length]).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** Full width, lower case, blanks, hyphens and look-alikes are forgiven: it may be read out over a telephone. */
function canonical(typed: string): string {
  const signs = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  return signs.replaceAll('O', '0').replace(/[IL]/g, '1');
}

type Costs = Pick<UninstallVerifier, 'cost' | 'blockSize' | 'parallelization'>;

function derive(password: string, salt: Buffer, { cost, blockSize, parallelization }: Costs): Promise<Buffer> {
  const options = { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(canonical(password), salt, hashBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

export async function makeUninstallVerifier(password: string, salt: Uint8Array): Promise<UninstallVerifier> {
  const hash = await derive(password, Buffer.from(salt), costs);
  return { ...costs, salt: Buffer.from(salt).toString('base64url'), hash: hash.toString('base64url') };
}

/** Some 50 ms and 16 MiB. */
export async function checkUninstallPassword(verifier: UninstallVerifier, typed: string): Promise<boolean> {
  const expected = Buffer.from(verifier.hash, 'base64url');
  const actual = await derive(typed, Buffer.from(verifier.salt, 'base64url'), verifier);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
