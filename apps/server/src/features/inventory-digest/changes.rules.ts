/**
 * What has changed from one inventory to the next, and from one day to another. Pure.
 * Changes can be put one after another: what changed from a to b and from b to c makes what changed from a to c.
 */
import type { FactChange, InventoryChanges, SoftwareChange } from '@sekisho/contracts';
import type { Facts } from './facts.rules.ts';

export interface SoftwareVersion {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}

export const noChanges: InventoryChanges = { software: [], facts: [] };

export function isEmpty({ software, facts }: InventoryChanges): boolean {
  return software.length === 0 && facts.length === 0;
}

const factKey = ([thing, name, field]: readonly [string, string, string, ...unknown[]]) =>
  JSON.stringify([thing, name, field]);
const titleKey = ({ name, publisher }: { readonly name: string; readonly publisher: string }) =>
  JSON.stringify([name, publisher]);

export function diffFacts(before: Facts, after: Facts): FactChange[] {
  const old = new Map(before.map((fact) => [factKey(fact), fact]));
  const now = new Map(after.map((fact) => [factKey(fact), fact]));
  const gone = before.filter((fact) => !now.has(factKey(fact)));
  const there = after.filter((fact) => old.get(factKey(fact))?.[3] !== fact[3]);
  return [
    ...gone.map(([thing, name, field, value]) => ({ thing, name, field, before: value, after: null })),
    ...there.map((fact) => {
      const [thing, name, field, after] = fact;
      return { thing, name, field, before: old.get(factKey(fact))?.[3] ?? null, after };
    }),
  ];
}

/** @param removed those that went; @param added those that came; none is in both */
export function changesOfSoftware(
  removed: readonly SoftwareVersion[],
  added: readonly SoftwareVersion[],
): SoftwareChange[] {
  const titles = new Map<string, { name: string; publisher: string; removed: string[]; added: string[] }>();
  const of = (version: SoftwareVersion) => {
    const { name, publisher } = version;
    const key = titleKey(version);
    const title = titles.get(key) ?? { name, publisher, removed: [], added: [] };
    titles.set(key, title);
    return title;
  };
  for (const version of removed) of(version).removed.push(version.version);
  for (const version of added) of(version).added.push(version.version);
  return [...titles]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, title]) => ({ ...title, removed: title.removed.sort(), added: title.added.sort() }));
}

const versionsOf = (changes: readonly SoftwareChange[], side: 'removed' | 'added'): SoftwareVersion[] =>
  changes.flatMap((change) =>
    change[side].map((version) => ({ name: change.name, publisher: change.publisher, version })),
  );
const versionKey = (version: SoftwareVersion) => JSON.stringify([version.name, version.publisher, version.version]);

function without(versions: readonly SoftwareVersion[], others: readonly SoftwareVersion[]): SoftwareVersion[] {
  const keys = new Set(others.map(versionKey));
  return versions.filter((version) => !keys.has(versionKey(version)));
}

function composeSoftware(first: readonly SoftwareChange[], second: readonly SoftwareChange[]): SoftwareChange[] {
  const [removedFirst, addedFirst] = [versionsOf(first, 'removed'), versionsOf(first, 'added')];
  const [removedThen, addedThen] = [versionsOf(second, 'removed'), versionsOf(second, 'added')];
  return changesOfSoftware(
    [...without(removedFirst, addedThen), ...without(removedThen, addedFirst)],
    [...without(addedFirst, removedThen), ...without(addedThen, removedFirst)],
  );
}

function composeFacts(first: readonly FactChange[], second: readonly FactChange[]): FactChange[] {
  const keyOf = ({ thing, name, field }: FactChange) => factKey([thing, name, field]);
  const all = new Map(first.map((change) => [keyOf(change), change]));
  for (const change of second) {
    const before = all.get(keyOf(change));
    all.set(keyOf(change), before === undefined ? change : { ...before, after: change.after });
  }
  return [...all.values()].filter(({ before, after }) => before !== after);
}

/** Both, one after the other, as one. */
export function compose(first: InventoryChanges, second: InventoryChanges): InventoryChanges {
  return {
    software: composeSoftware(first.software, second.software),
    facts: composeFacts(first.facts, second.facts),
  };
}
