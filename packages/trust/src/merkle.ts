/** The tree over what one approval covers. Leaves, nodes and root have domains of their own; the number of leaves is in the root. */
import { createHash } from 'node:crypto';

export interface Leaf {
  /** One line. */
  readonly subject: string;
  readonly text: string;
}

const sha256 = (domain: string, ...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256').update(`sekisho/${domain}/v1\n`);
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leafHash = ({ subject, text }: Leaf) => sha256('batch-leaf', subject, '\n', text);
const nodeHash = (left: Buffer, right: Buffer) => sha256('batch-node', left, right);
const rootHash = (count: number, top: Buffer) => sha256('batch-root', `${count}\n`, top).toString('hex');

/** A line break would let one leaf read as another; lone surrogates all encode to the same bytes. */
const isSound = ({ subject, text }: Leaf) => !subject.includes('\n') && subject.isWellFormed() && text.isWellFormed();

/** The greatest power of two below `count`: how many leaves stand on the left. */
function leftSize(count: number): number {
  return 2 ** (31 - Math.clz32(count - 1));
}

/** Root in hexadecimal, and for each leaf the hashes of its neighbours, from itself upward. */
export function merkleTree(leaves: readonly Leaf[]): { readonly root: string; readonly paths: readonly string[][] } {
  if (leaves.length === 0 || !leaves.every(isSound)) throw new Error('no leaves, or one that cannot be hashed');
  const paths: string[][] = leaves.map(() => []);
  const build = (hashes: readonly Buffer[], from: number): Buffer => {
    const [first] = hashes;
    if (hashes.length === 1 && first !== undefined) return first;
    const middle = leftSize(hashes.length);
    const left = build(hashes.slice(0, middle), from);
    const right = build(hashes.slice(middle), from + middle);
    hashes.forEach((_, index) => {
      paths[from + index]?.push((index < middle ? right : left).toString('hex'));
    });
    return nodeHash(left, right);
  };
  return { root: rootHash(leaves.length, build(leaves.map(leafHash), 0)), paths };
}

/** Whether `leaf` stands at `index` of `count` leaves under `root`. */
export function isUnderRoot(
  leaf: Leaf,
  place: { readonly index: number; readonly path: readonly string[] },
  { root, count }: { readonly root: string; readonly count: number },
): boolean {
  if (!isSound(leaf) || place.index >= count) return false;
  const climb = (index: number, size: number, height: number): Buffer | null => {
    if (size === 1) return height === 0 ? leafHash(leaf) : null;
    const neighbour = place.path[height - 1];
    if (neighbour === undefined) return null;
    const middle = leftSize(size);
    const isLeft = index < middle;
    const own = isLeft ? climb(index, middle, height - 1) : climb(index - middle, size - middle, height - 1);
    if (own === null) return null;
    const other = Buffer.from(neighbour, 'hex');
    return isLeft ? nodeHash(own, other) : nodeHash(other, own);
  };
  const top = climb(place.index, count, place.path.length);
  return top !== null && rootHash(count, top) === root;
}
