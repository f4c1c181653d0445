/** What a fleet writes down: everything it wants to say before it says it, and what the server has answered to be stored. */
import type { Item } from '@sekisho/agent-core';

/** One line of a journal; entries of a device stand in the order in which things happened. */
export type BookEntry =
  /** The first line: inventories follow from the seed. */
  | { readonly entry: 'fleet'; readonly seed: number }
  | {
      readonly entry: 'registered';
      readonly device: string;
      readonly organization: string;
      readonly index: number;
    }
  /** Will be sent, again and again until it is stored. */
  | { readonly entry: 'queued'; readonly device: string; readonly items: readonly Item[] }
  /** Will never be sent: positions that were thinned out. */
  | { readonly entry: 'dropped'; readonly device: string; readonly numbers: readonly number[] }
  /** Under the seal: all up to this number is committed. */
  | { readonly entry: 'stored'; readonly device: string; readonly through: number }
  /** Which version of its inventory a device is about to send. */
  | { readonly entry: 'inventory-collected'; readonly device: string; readonly version: number }
  | {
      readonly entry: 'inventory-stored';
      readonly device: string;
      readonly hashes: Readonly<Record<string, string>>;
    };
