/** The root over the statements of a batch, made anew in the browser: the same tree as packages/trust/src/merkle.ts. */
import type { ApprovalStatement } from '@sekisho/contracts';
import { sha256, toHex, utf8 } from './encoding.ts';

const tagged = (domain: string, ...parts: Uint8Array[]) => sha256(utf8(`sekisho/${domain}/v1\n`), ...parts);

async function topOf(hashes: readonly Uint8Array[]): Promise<Uint8Array> {
  const [first] = hashes;
  if (hashes.length === 1 && first !== undefined) return first;
  const middle = 2 ** (31 - Math.clz32(hashes.length - 1));
  const [left, right] = await Promise.all([topOf(hashes.slice(0, middle)), topOf(hashes.slice(middle))]);
  return tagged('batch-node', left, right);
}

/** In hexadecimal; `null` for statements that no device would take. */
export async function batchRoot(statements: readonly ApprovalStatement[]): Promise<string | null> {
  const sound = statements.every(
    ({ subject, text }) => !subject.includes('\n') && subject.isWellFormed() && text.isWellFormed(),
  );
  if (!sound || statements.length === 0) return null;
  const leaves = await Promise.all(
    statements.map(({ subject, text }) => tagged('batch-leaf', utf8(`${subject}\n${text}`))),
  );
  return toHex(await tagged('batch-root', utf8(`${statements.length}\n`), await topOf(leaves)));
}
