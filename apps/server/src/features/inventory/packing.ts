/**
 * Long contents are packed here, with Zstandard: PostgreSQL's own way (to read JSON into jsonb, then to compress that) takes five times the
 * processor time and twice the room. What is in `content` beside them is their empty form, for servers that know nothing of packing.
 */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { SectionToStore } from './inventory.rules.ts';

export interface StoredContent {
  /** JSON. */
  readonly content: string;
  /** JSON under Zstandard, in place of `content`; `null`: `content` is it. */
  readonly packed: Buffer | null;
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const leastLength = 4 * 1024;
/** Texts of 8 Mi characters are taken, of at most three bytes each. */
const mostBytes = 24 * 1024 * 1024;
const emptyForms = new Map([['software', '{"packages":[]}']]);

export async function packContent({ name, content }: Omit<SectionToStore, 'hash'>): Promise<StoredContent> {
  const emptyForm = emptyForms.get(name);
  if (emptyForm === undefined || content.length < leastLength) return { content, packed: null };
  return { content: emptyForm, packed: await compress(content, fast) };
}

/** @param content as PostgreSQL gave it: already read */
export async function unpackContent(content: unknown, packed: Buffer | null): Promise<unknown> {
  if (packed === null) return content;
  return JSON.parse((await decompress(packed, { maxOutputLength: mostBytes })).toString());
}
