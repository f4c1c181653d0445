/** What of an inventory request is stored, what is asked for, and what is refused. Pure. */
import { createHash } from 'node:crypto';
import {
  type ErrorCode,
  type InventoryRequest,
  type InventorySectionName,
  inventorySections,
} from '@sekisho/contracts';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { storableJson } from '../../platform/database/storable-json.ts';

export interface SectionToStore {
  readonly name: string;
  readonly hash: string;
  /** JSON that jsonb takes, of known fields alone. */
  readonly content: string;
}

export interface ReadSection extends Omit<SectionToStore, 'content'> {
  /** `null` where only the hash came. */
  readonly content: string | null;
}

export interface InventoryPlan {
  readonly store: readonly SectionToStore[];
  readonly wanted: readonly string[];
}

export type InventoryFault = { readonly code: ErrorCode; readonly pointer: string };

/** The same schema without room for fields it does not name. */
function closed(schema: TSchema): TSchema {
  return JSON.parse(JSON.stringify(schema), (_key, part: Record<string, unknown>) =>
    part?.['type'] === 'object' ? { ...part, additionalProperties: false } : part,
  ) as TSchema;
}

const schemas = Object.entries(inventorySections);
const validators = new Map(schemas.map(([name, schema]) => [name, Compile(schema)]));
const closedValidators = new Map(schemas.map(([name, schema]) => [name, Compile(closed(schema))]));

/** An escaped NUL, which jsonb cannot store; a backslash that is itself escaped does not count. */
const hasNul = (json: string) => json.includes('\\u0000') && /(?<!\\)(\\\\)*\\u0000/.test(json);

/** Halves of surrogate pairs, as they stand or escaped; a whole pair that is escaped counts, too. */
const mayHaveLoneSurrogates = (json: string) => !json.isWellFormed() || /\\ud[89a-f]/i.test(json);

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** The section with content as it is stored, or its first fault. `hash` must be that of the very text. */
export function readSection(
  { name, hash, content }: InventoryRequest['sections'][number],
  index: number,
): ReadSection | InventoryFault {
  const validator = validators.get(name);
  if (validator === undefined) return { code: 'unknown-inventory-section', pointer: `/sections/${index}/name` };
  if (content === undefined) return { name, hash, content: null };
  if (createHash('sha256').update(content).digest('hex') !== hash) {
    return { code: 'validation-failed', pointer: `/sections/${index}/hash` };
  }
  const value = parse(content);
  const isWhole = closedValidators.get(name)?.Check(value) === true;
  if (value === undefined || hasNul(content) || !(isWhole || validator.Check(value))) {
    return { code: 'validation-failed', pointer: `/sections/${index}/content` };
  }
  // Nearly every text is stored as it came: making another out of its value costs more than all the rest.
  if (isWhole && !mayHaveLoneSurrogates(content)) return { name, hash, content };
  return { name, hash, content: storableJson(knownPart(name, value)) };
}

/** Without fields of a newer agent, which nobody here can read. */
function knownPart(name: string, content: unknown): unknown {
  const schema = inventorySections[name as InventorySectionName];
  return Value.Clean(schema, content);
}

/** @param held hash by section name, as stored */
export function planInventory(sections: readonly ReadSection[], held: ReadonlyMap<string, string>): InventoryPlan {
  const changed = sections.filter((section) => held.get(section.name) !== section.hash);
  return {
    store: changed.flatMap(({ name, hash, content }) => (content === null ? [] : [{ name, hash, content }])),
    wanted: changed.filter((section) => section.content === null).map((section) => section.name),
  };
}
