/**
 * Looks through inventories that have something new: what has changed is noted, software and traits are counted. In the background and by
 * the batch, so that nothing of it is paid by whoever sends an inventory.
 */
import type { InventoryContents } from '@sekisho/contracts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import {
  addSoftwareCounts,
  deleteSoftwareOf,
  type ListedDevice,
  selectListed,
  selectSoftwareOf,
  writeSoftwareOf,
} from '../device-list/index.ts';
import { holdDue, type NewSection, selectLastReceived, selectNewSections, takeDue } from '../inventory/index.ts';
import { changesOfSoftware, diffFacts, isEmpty } from './changes.rules.ts';
import { numberSoftware, SoftwareBatch, type SoftwareEntry, selectVersions } from './dictionary.store.ts';
import * as store from './digest.store.ts';
import { factSections, factsOfSection, isFactSection, traitsOf } from './facts.rules.ts';
import { type Deltas, tally } from './tally.rules.ts';

export interface Digests {
  /** Everything that is due, of every organization. */
  carryOut(): Promise<void>;
}

export interface DigestsPorts {
  readonly transaction: RunInTransaction;
  readonly listOrganizations: () => Promise<readonly { readonly id: string }[]>;
  /** Told of devices of which there is something new, before it is counted. */
  readonly replaceCollected: (tx: Tx, organizationId: string, deviceIds: readonly string[]) => Promise<void>;
}

/** A batch holds the texts of so many inventories in memory, a transaction as long as it takes. */
const atOnce = 200;
const digested = ['software', ...factSections];

export function createDigests({ transaction, listOrganizations, replaceCollected }: DigestsPorts): Digests {
  const digestSome = (organizationId: string) =>
    transaction(async (tx) => {
      if (!(await holdDue(tx, organizationId))) return 0;
      const due = await takeDue(tx, organizationId, atOnce);
      const deviceIds = [...new Set(due)].sort();
      if (due.length > 0) {
        await replaceCollected(tx, organizationId, deviceIds);
        await digestThose(tx, organizationId, deviceIds);
      }
      return due.length;
    });
  return {
    async carryOut() {
      for (const { id } of await listOrganizations()) while ((await digestSome(id)) === atOnce);
    },
  };
}

/** One device on its way from what it was to what it is. */
interface Passage {
  readonly deviceId: string;
  readonly listed: ListedDevice | undefined;
  readonly before: store.Digest | undefined;
  /** Sections with something new. */
  readonly sections: readonly NewSection[];
  readonly receivedAt: Date | null;
  readonly hadSoftware: readonly number[] | undefined;
  /** `null`: nothing new. */
  readonly software: readonly SoftwareEntry[] | null;
  readonly facts: store.FactsBySection;
}

async function digestThose(tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> {
  const batch = new SoftwareBatch();
  const passages = await readPassages(tx, organizationId, deviceIds, batch);
  const numbers = await numberSoftware(tx, organizationId, batch);
  const ahead = passages.map((passage) => ({
    ...passage,
    has:
      passage.software === null
        ? (passage.hadSoftware ?? [])
        : [...new Set(passage.software.flatMap((entry) => numbers.of(entry)))],
  }));
  await noteChanges(tx, organizationId, ahead);
  await writeDigests(tx, organizationId, ahead);
}

async function readPassages(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
  batch: SoftwareBatch,
): Promise<readonly Passage[]> {
  const digests = await store.selectDigests(tx, organizationId, deviceIds);
  const listed = new Map((await selectListed(tx, organizationId, deviceIds)).map((row) => [row.deviceId, row]));
  const held = deviceIds.map((deviceId) => ({ deviceId, hashes: heldBy(digests.get(deviceId)) }));
  const sections = Map.groupBy(await selectNewSections(tx, organizationId, held, digested), ({ deviceId }) => deviceId);
  const received = await selectLastReceived(tx, organizationId, deviceIds);
  const software = await selectSoftwareOf(tx, organizationId, deviceIds);
  const passages: Passage[] = [];
  // One after another: each is large as long as it is unpacked.
  for (const deviceId of deviceIds) {
    const before = digests.get(deviceId);
    const news = sections.get(deviceId) ?? [];
    if (before === undefined && news.length === 0) continue;
    passages.push({
      deviceId,
      listed: listed.get(deviceId),
      before,
      sections: news,
      receivedAt: received.get(deviceId) ?? null,
      hadSoftware: software.get(deviceId),
      software: await softwareOf(news, batch),
      facts: { ...before?.facts, ...(await factsOf(news)) },
    });
  }
  return passages;
}

/** Of a device that was not counted, its software was not kept: it is looked through anew. */
function heldBy(digest: store.Digest | undefined): store.Digest['hashes'] {
  if (digest === undefined) return {};
  const { software, ...others } = digest.hashes;
  return digest.traits === null || software === undefined ? others : { ...others, software };
}

async function softwareOf(sections: readonly NewSection[], batch: SoftwareBatch): Promise<SoftwareEntry[] | null> {
  const section = sections.find(({ name }) => name === 'software');
  if (section === undefined) return null;
  const { packages } = (await section.content()) as InventoryContents['software'];
  return packages.filter(({ name }) => name !== '').map((program) => batch.add(program));
}

async function factsOf(sections: readonly NewSection[]): Promise<store.FactsBySection> {
  const facts = sections.map(async ({ name, content }) =>
    isFactSection(name) ? [[name, factsOfSection(name, await content())] as const] : [],
  );
  return Object.fromEntries((await Promise.all(facts)).flat());
}

type Ahead = Passage & { readonly has: readonly number[] };

/** Of what was held before: a section that comes for the first time is no change. */
async function noteChanges(tx: Tx, organizationId: string, passages: readonly Ahead[]): Promise<void> {
  const known = passages.filter(({ before, sections }) => before !== undefined && sections.length > 0);
  const moved = known.map((passage) => ({ passage, ...numbersMoved(passage) }));
  const versions = await selectVersions(tx, organizationId, [
    ...new Set(moved.flatMap(({ removed, added }) => [...removed, ...added])),
  ]);
  const named = (ids: readonly number[]) => ids.flatMap((id) => versions.get(id) ?? []);
  const rows = moved.map(({ passage, removed, added }) => {
    const { deviceId, sections, before, facts } = passage;
    const latest = sections.reduce((last, section) => (section.receivedAt > last.receivedAt ? section : last));
    return {
      deviceId,
      receivedAt: latest.receivedAt,
      collectedAt: latest.collectedAt,
      changes: {
        software: changesOfSoftware(named(removed), named(added)),
        facts: factSections.flatMap((name) => {
          const old = before?.facts[name];
          return old === undefined ? [] : diffFacts(old, facts[name] ?? []);
        }),
      },
    };
  });
  await store.insertChanges(
    tx,
    organizationId,
    rows.filter(({ changes }) => !isEmpty(changes)),
  );
}

function numbersMoved({ software, hadSoftware, has }: Ahead): { removed: number[]; added: number[] } {
  if (software === null || hadSoftware === undefined) return { removed: [], added: [] };
  const [old, now] = [new Set(hadSoftware), new Set(has)];
  return { removed: hadSoftware.filter((id) => !now.has(id)), added: has.filter((id) => !old.has(id)) };
}

async function writeDigests(tx: Tx, organizationId: string, passages: readonly Ahead[]): Promise<void> {
  const software: Deltas<number> = new Map();
  const traits: Deltas<string> = new Map();
  const digests = passages.map((passage) => {
    const { before, hadSoftware = [], has } = passage;
    const digest = digestOf(passage);
    const isCounted = digest.traits !== null;
    tally(
      software,
      before === undefined ? null : { group: before.group, keys: hadSoftware },
      isCounted ? { group: digest.group, keys: has } : null,
    );
    tally(
      traits,
      before === undefined || before.traits === null ? null : { group: before.group, keys: before.traits },
      digest.traits === null ? null : { group: digest.group, keys: digest.traits },
    );
    return digest;
  });
  await store.upsertDigests(tx, organizationId, digests);
  const counted = new Set(digests.filter((digest) => digest.traits !== null).map(({ deviceId }) => deviceId));
  await writeSoftwareOf(
    tx,
    organizationId,
    passages.filter((passage) => passage.software !== null && counted.has(passage.deviceId)),
  );
  await deleteSoftwareOf(
    tx,
    organizationId,
    passages.filter(({ deviceId }) => !counted.has(deviceId)).map(({ deviceId }) => deviceId),
  );
  await addSoftwareCounts(
    tx,
    organizationId,
    changesIn(software, (id) => ({ id })),
  );
  await store.addTraitCounts(
    tx,
    organizationId,
    changesIn(traits, (trait) => ({ trait })),
  );
}

/** A device that is deregistered, or gone, is counted nowhere. */
function digestOf({ deviceId, listed, before, sections, receivedAt, facts }: Passage): store.Digest {
  const { state, groupId, agentVersion } = listed ?? { state: 'gone', groupId: null, agentVersion: '' };
  return {
    deviceId,
    group: groupId ?? 0,
    traits: state === 'active' ? traitsOf({ facts: Object.values(facts).flat(), agentVersion, receivedAt }) : null,
    hashes: { ...before?.hashes, ...Object.fromEntries(sections.map(({ name, hash }) => [name, hash])) },
    facts,
  };
}

function changesIn<Key, Fields>(
  deltas: Deltas<Key>,
  fieldsOf: (key: Key) => Fields,
): (Fields & { readonly group: number; readonly by: number })[] {
  return [...deltas].flatMap(([group, ofGroup]) => [...ofGroup].map(([key, by]) => ({ ...fieldsOf(key), group, by })));
}
