/** The chain of the audit log: what is hashed of an entry, and how a chain with its checkpoints is checked. Pure. */
import { createHash } from 'node:crypto';
import {
  type AuditCheckpoint,
  AuditCheckpointSchema,
  type AuditCut,
  AuditCutSchema,
  type SignedText,
  type Signer,
} from '@sekisho/contracts';
import { verifySigners } from '@sekisho/trust';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** An entry as it stands in the database, and in an export. */
export interface SealedEntry {
  readonly sequence: number;
  readonly id: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  readonly actor: unknown;
  readonly action: string;
  readonly target: string | null;
  readonly detail: unknown;
  /** Hexadecimal. */
  readonly hash: string;
}

/** One text for equal values: keys in order, no blanks. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(',')}}`;
}

/** What stands before the first entry. */
export function genesisHash(organizationId: string): string {
  return createHash('sha256').update(`sekisho/audit/v1\n${organizationId}`).digest('hex');
}

export function entryHash(previous: string, entry: Omit<SealedEntry, 'hash'>): string {
  const { sequence, id, at, actor, action, target, detail } = entry;
  const text = canonicalJson([sequence, id, at, actor, action, target, detail]);
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(text).digest('hex');
}

export type ChainFault =
  | { readonly kind: 'missing'; readonly sequence: number }
  | { readonly kind: 'changed'; readonly sequence: number; readonly id: string }
  | { readonly kind: 'checkpoint-invalid'; readonly sequence: number }
  | { readonly kind: 'checkpoint-differs'; readonly sequence: number }
  | { readonly kind: 'truncated'; readonly from: number; readonly to: number };

export interface ChainVerdict {
  /** Those that were walked. */
  readonly entries: number;
  readonly checkpoints: number;
  /** What stood up to here was deleted by retention, signed; `null`: nothing was. */
  readonly cut: AuditCut | null;
  /** In the order in which they were met; the first tells most. */
  readonly faults: readonly ChainFault[];
}

/** Of any origin, none of them trusted beyond its signature. */
export interface Sealed {
  readonly checkpoints: readonly SignedText[];
  readonly cuts: readonly SignedText[];
}

/** A checkpoint whose signature holds and that speaks of this organization; `null` otherwise. */
export function readCheckpoint(
  signed: SignedText,
  organizationId: string,
  signers: readonly Signer[],
): AuditCheckpoint | null {
  const checkpoint = readSigned('audit-checkpoint', AuditCheckpointSchema, signed, signers);
  return checkpoint?.organization === organizationId ? checkpoint : null;
}

/** The cut that goes furthest, of those whose signatures hold and that speak of this organization. */
export function readLastCut(
  cuts: readonly SignedText[],
  organizationId: string,
  signers: readonly Signer[],
): AuditCut | null {
  const own = cuts.flatMap((signed) => readSigned('audit-cut', AuditCutSchema, signed, signers) ?? []);
  const sorted = own
    .filter(({ organization }) => organization === organizationId)
    .sort((a, b) => a.sequence - b.sequence);
  return sorted.at(-1) ?? null;
}

function readSigned<T extends TSchema>(
  domain: 'audit-checkpoint' | 'audit-cut',
  schema: T,
  signed: SignedText,
  signers: readonly Signer[],
): Static<T> | null {
  if (!verifySigners(domain, signed, { signers: [...signers], console: null }).ok) return null;
  try {
    const value: unknown = JSON.parse(signed.text);
    return Value.Check(schema, value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Walks the chain from its beginning, or from the last signed cut. What was changed breaks it there, what was taken out leaves a gap
 * or a checkpoint without its entry, what was put in breaks the next hash; an end that was cut off is found by a checkpoint beyond it.
 */
export class ChainWalk {
  readonly #hashes = new Map<number, string | null>();
  readonly #checkpoints: readonly AuditCheckpoint[];
  readonly #cut: AuditCut | null;
  readonly #faults: ChainFault[] = [];
  #previous: string;
  #sequence: number;
  #entries = 0;

  constructor(organizationId: string, { checkpoints, cuts }: Sealed, signers: readonly Signer[]) {
    this.#cut = readLastCut(cuts, organizationId, signers);
    this.#sequence = this.#cut?.sequence ?? 0;
    this.#previous = this.#cut?.hash ?? genesisHash(organizationId);
    const read = checkpoints.map((signed) => ({ signed, checkpoint: readCheckpoint(signed, organizationId, signers) }));
    for (const { signed, checkpoint } of read) {
      if (checkpoint === null) this.#faults.push({ kind: 'checkpoint-invalid', sequence: claimedSequence(signed) });
    }
    // Of what was deleted only the end is known: the hash of the cut.
    this.#checkpoints = read
      .flatMap(({ checkpoint }) => checkpoint ?? [])
      .filter(({ sequence }) => sequence >= this.#sequence);
    for (const { sequence } of this.#checkpoints) this.#hashes.set(sequence, null);
    if (this.#cut !== null) this.#hashes.set(this.#cut.sequence, this.#cut.hash);
  }

  /** In the order of `sequence`. What stands before the cut and is not deleted yet counts for nothing. */
  add(entry: SealedEntry): void {
    if (entry.sequence <= (this.#cut?.sequence ?? 0)) return;
    for (let missing = this.#sequence + 1; missing < entry.sequence; missing += 1) {
      this.#faults.push({ kind: 'missing', sequence: missing });
    }
    const isNext = entry.sequence === this.#sequence + 1;
    const expected = entryHash(this.#previous, entry);
    // After a gap the hash before is unknown: the entry is taken as it is, and what follows is held against it.
    if (isNext && expected !== entry.hash)
      this.#faults.push({ kind: 'changed', sequence: entry.sequence, id: entry.id });
    this.#previous = entry.hash;
    this.#sequence = entry.sequence;
    this.#entries += 1;
    if (this.#hashes.has(entry.sequence)) this.#hashes.set(entry.sequence, entry.hash);
  }

  verdict(): ChainVerdict {
    const faults = [...this.#faults];
    let beyond = this.#sequence;
    for (const { sequence, hash } of this.#checkpoints) {
      if (sequence > this.#sequence) beyond = Math.max(beyond, sequence);
      else if (this.#hashes.get(sequence) !== hash) faults.push({ kind: 'checkpoint-differs', sequence });
    }
    if (beyond > this.#sequence) faults.push({ kind: 'truncated', from: this.#sequence + 1, to: beyond });
    return { entries: this.#entries, checkpoints: this.#checkpoints.length, cut: this.#cut, faults };
  }
}

function claimedSequence(signed: SignedText): number {
  return Number(/"sequence":(\d{1,15})/.exec(signed.text)?.[1] ?? 0);
}
