/** Journals read back: what each device of a fleet has said, and up to where the server has acknowledged it. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Item } from '@sekisho/agent-core';
import type { BookEntry } from './book-entry.ts';

export interface DeviceLedger {
  readonly device: string;
  readonly organization: string;
  readonly seed: number;
  readonly index: number;
  readonly items: Map<number, Item>;
  storedThrough: number;
  /** The hashes that the server took last, by section; also of sections that are no longer collected. */
  inventory: Readonly<Record<string, string>> | null;
  /** Versions collected since then, and the one before: what the server may hold besides. */
  versions: number[];
}

export type Ledger = ReadonlyMap<string, DeviceLedger>;

/** Reads every journal of a folder. @throws where an entry is of a device that never registered */
export async function readLedger(folder: string): Promise<Ledger> {
  const ledger = new Map<string, DeviceLedger>();
  const files = (await readdir(folder)).filter((name) => name.endsWith('.journal')).sort();
  for (const name of files) {
    let seed = 0;
    for await (const line of createInterface({ input: createReadStream(join(folder, name), 'utf8') })) {
      const entry = JSON.parse(line) as BookEntry;
      if (entry.entry === 'fleet') seed = entry.seed;
      else enter(ledger, entry, seed);
    }
  }
  return ledger;
}

function enter(ledger: Map<string, DeviceLedger>, entry: Exclude<BookEntry, { entry: 'fleet' }>, seed: number): void {
  if (entry.entry === 'registered') {
    const { device, organization, index } = entry;
    const opened = { items: new Map(), storedThrough: 0, inventory: null, versions: [] };
    ledger.set(device, { device, organization, seed, index, ...opened });
    return;
  }
  const account = ledger.get(entry.device);
  if (account === undefined) throw new Error(`${entry.entry} of ${entry.device}, which never registered`);
  switch (entry.entry) {
    case 'queued':
      for (const item of entry.items) account.items.set(item.number, item);
      break;
    case 'dropped':
      for (const number of entry.numbers) account.items.delete(number);
      break;
    case 'stored':
      account.storedThrough = Math.max(account.storedThrough, entry.through);
      break;
    case 'inventory-collected':
      account.versions.push(entry.version);
      break;
    case 'inventory-stored':
      account.inventory = { ...account.inventory, ...entry.hashes };
      account.versions = account.versions.slice(-1);
      break;
  }
}
