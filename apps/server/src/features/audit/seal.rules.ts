/** The chain of the audit log: what is hashed of an entry, and how a chain with its checkpoints is checked. Pure. */
import { createHash } from 'node:crypto';
import { type AuditCheckpoint, AuditCheckpointSchema, type SignedText, type Signer } from '@sekisho/contracts';
import { verifySigners } from '@sekisho/trust';
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
  readonly entries: number;
  readonly checkpoints: number;
  /** In the order in which they were met; the first tells most. */
  readonly faults: readonly ChainFault[];
}

/** A checkpoint whose signature holds and that speaks of this organization; `null` otherwise. */
export function readCheckpoint(
  signed: SignedText,
  organizationId: string,
  signers: readonly Signer[],
): AuditCheckpoint | null {
  if (!verifySigners('audit-checkpoint', signed, { signers: [...signers], console: null }).ok) return null;
  try {
    const checkpoint: unknown = JSON.parse(signed.text);
    return Value.Check(AuditCheckpointSchema, checkpoint) && checkpoint.organization === organizationId
      ? checkpoint
      : null;
  } catch {
    return null;
  }
}

/**
 * Walks the chain from its beginning. What was changed breaks it there, what was taken out leaves a gap or a checkpoint without its
 * entry, what was put in breaks the next hash; an end that was cut off is found by a checkpoint beyond it.
 */
export class ChainWalk {
  readonly #hashes = new Map<number, string | null>();
  readonly #checkpoints: readonly AuditCheckpoint[];
  readonly #faults: ChainFault[] = [];
  #previous: string;
  #sequence = 0;

  /** @param checkpoints of any origin, none of them trusted beyond its signature */
  constructor(organizationId: string, checkpoints: readonly SignedText[], signers: readonly Signer[]) {
    this.#previous = genesisHash(organizationId);
    const read = checkpoints.map((signed) => ({ signed, checkpoint: readCheckpoint(signed, organizationId, signers) }));
    for (const { signed, checkpoint } of read) {
      if (checkpoint === null) this.#faults.push({ kind: 'checkpoint-invalid', sequence: claimedSequence(signed) });
    }
    this.#checkpoints = read.flatMap(({ checkpoint }) => checkpoint ?? []);
    for (const { sequence } of this.#checkpoints) this.#hashes.set(sequence, null);
  }

  /** In the order of `sequence`. */
  add(entry: SealedEntry): void {
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
    return { entries: this.#sequence, checkpoints: this.#checkpoints.length, faults };
  }
}

function claimedSequence(signed: SignedText): number {
  return Number(/"sequence":(\d{1,15})/.exec(signed.text)?.[1] ?? 0);
}
