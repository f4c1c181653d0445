/** The bus between server processes as a port: short messages to whoever listens now; nothing is kept for later. */
import type { Tx } from '../database/tables.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A named stream of messages of one type. The type parameter is the contract between publisher and subscriber. */
export interface Topic<T extends Json> {
  readonly name: string;
  /** Never present at run time: carries the type. */
  readonly payload?: T;
}

export interface Subscription<T extends Json> {
  /** Called with one or more messages, in the order they were published by one process. Must not throw. */
  onMessages(payloads: readonly T[]): void;
  /** Called after a lost connection stands again: messages in between are gone, so look at the database. */
  onGap?(): void;
}

export interface Bus {
  /** Whether `publish` can be part of a transaction. */
  readonly isTransactional: boolean;
  /**
   * Every process that subscribes receives the payloads, this one too; resolves when the carrier has taken them. Within `tx` they go out
   * with its commit, where the bus is transactional.
   */
  publish<T extends Json>(topic: Topic<T>, payloads: readonly T[], tx?: Tx): Promise<void>;
  /** Returns the function that ends the subscription. */
  subscribe<T extends Json>(topic: Topic<T>, subscription: Subscription<T>): () => void;
}

export interface RunningBus extends Bus {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param name lower-case letters, digits and hyphens, at most 40 characters */
export function defineTopic<T extends Json>(name: string): Topic<T> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw new Error(`'${name}' is not a name for a topic`);
  return { name };
}
