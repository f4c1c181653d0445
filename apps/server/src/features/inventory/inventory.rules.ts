/** What of an inventory request is stored, what is asked for, and what is refused. Pure. */
import { createHash } from 'node:crypto';
import {
  type ErrorCode,
  type InventoryRequest,
  type InventorySectionName,
  inventorySections,
} from '@sekisho/contracts';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

export interface SectionToStore {
  readonly name: string;
  readonly hash: string;
  readonly content: unknown;
}

export interface InventoryPlan {
  readonly store: readonly SectionToStore[];
  readonly wanted: readonly string[];
}

export type InventoryFault = { readonly code: ErrorCode; readonly pointer: string };

const validators = new Map(Object.entries(inventorySections).map(([name, schema]) => [name, Compile(schema)]));

/** An escaped NUL, which jsonb cannot store; a backslash that is itself escaped does not count. */
const hasNul = (json: string) => /(?<!\\)(\\\\)*\\u0000/.test(json);

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** The first fault, or `null`. `hash` must be that of the very text. */
export function faultOf(section: InventoryRequest['sections'][number], index: number): InventoryFault | null {
  const validator = validators.get(section.name);
  if (validator === undefined) return { code: 'unknown-inventory-section', pointer: `/sections/${index}/name` };
  if (section.content === undefined) return null;
  if (createHash('sha256').update(section.content).digest('hex') !== section.hash) {
    return { code: 'validation-failed', pointer: `/sections/${index}/hash` };
  }
  const content = parse(section.content);
  if (content === undefined || hasNul(section.content) || !validator.Check(content)) {
    return { code: 'validation-failed', pointer: `/sections/${index}/content` };
  }
  return null;
}

/** Without fields of a newer agent, which nobody here can read. */
function knownPart(name: string, content: unknown): unknown {
  const schema = inventorySections[name as InventorySectionName];
  return Value.Clean(schema, content);
}

/** @param held hash by section name, as stored */
export function planInventory(request: InventoryRequest, held: ReadonlyMap<string, string>): InventoryPlan {
  const changed = request.sections.filter((section) => held.get(section.name) !== section.hash);
  return {
    store: changed.flatMap(({ name, hash, content }) =>
      content === undefined ? [] : [{ name, hash, content: knownPart(name, JSON.parse(content)) }],
    ),
    wanted: changed.filter((section) => section.content === undefined).map((section) => section.name),
  };
}
