/** Reads a Bom back, by another way than it was written: from the list of variables through the tree of paths. */

export interface BomPath {
  readonly path: string;
  readonly isFolder: boolean;
  readonly mode: number;
  readonly user: number;
  readonly group: number;
  readonly bytes: number;
  readonly checksum: number;
}

export function readBom(bom: Buffer): BomPath[] {
  if (bom.toString('latin1', 0, 8) !== 'BOMStore' || bom.readUInt32BE(8) !== 1) throw new Error('no Bom');
  const [blockCount, indexAt, indexBytes, variablesAt, variablesBytes] = [12, 16, 20, 24, 28].map((at) =>
    bom.readUInt32BE(at),
  ) as [number, number, number, number, number];
  if (indexAt + indexBytes !== bom.length) throw new Error('the index is not at the end');
  const pointers = bom.readUInt32BE(indexAt);
  if (pointers !== blockCount + 1) throw new Error('blocks are missing');
  const block = (number: number): Buffer => {
    if (number <= 0 || number >= pointers) throw new Error(`no block ${number}`);
    const at = indexAt + 4 + number * 8;
    const address = bom.readUInt32BE(at);
    return bom.subarray(address, address + bom.readUInt32BE(at + 4));
  };
  const variables = new Map<string, number>();
  let at = variablesAt + 4;
  for (let left = bom.readUInt32BE(variablesAt); left > 0; left -= 1) {
    const length = bom.readUInt8(at + 4);
    variables.set(bom.toString('latin1', at + 5, at + 5 + length), bom.readUInt32BE(at));
    at += 5 + length;
  }
  if (at !== variablesAt + variablesBytes) throw new Error('the variables are longer than they say');
  for (const name of ['BomInfo', 'HLIndex', 'VIndex', 'Size64']) block(variables.get(name) ?? 0);
  const paths = readPaths(block, block(variables.get('Paths') ?? 0));
  if (block(variables.get('BomInfo') ?? 0).readUInt32BE(4) !== paths.length + 1) throw new Error('another count');
  return paths;
}

function readPaths(block: (number: number) => Buffer, tree: Buffer): BomPath[] {
  if (tree.toString('latin1', 0, 4) !== 'tree') throw new Error('no tree');
  const leaf = block(tree.readUInt32BE(8));
  if (leaf.readUInt16BE(0) !== 1) throw new Error('no leaf');
  const count = leaf.readUInt16BE(2);
  if (count !== tree.readUInt32BE(16)) throw new Error('another count of paths');
  const names = new Map<number, string>([[0, '']]);
  let before = { parent: -1, name: '' };
  return Array.from({ length: count }, (_, index): BomPath => {
    const told = block(leaf.readUInt32BE(12 + index * 8));
    const file = block(leaf.readUInt32BE(16 + index * 8));
    const parent = file.readUInt32BE(0);
    const name = file.toString('utf8', 4, file.length - 1);
    if (parent < before.parent || (parent === before.parent && !inOrder(before.name, name)))
      throw new Error(`out of order: ${name}`);
    before = { parent, name };
    const above = names.get(parent);
    if (above === undefined) throw new Error(`its folder comes later: ${name}`);
    const path = above === '' ? name : `${above}/${name}`;
    names.set(told.readUInt32BE(0), path);
    const about = block(told.readUInt32BE(4));
    return {
      path,
      isFolder: about.readUInt8(0) === 2,
      mode: about.readUInt16BE(4),
      user: about.readUInt32BE(6),
      group: about.readUInt32BE(10),
      bytes: about.readUInt32BE(18),
      checksum: about.readUInt32BE(23),
    };
  });
}

function inOrder(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}
