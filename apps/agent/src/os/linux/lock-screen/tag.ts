// The property that marks lock-screen windows, so that a later process finds what a killed one left, and the focus it took.

import type { XConnection } from './x-connection.ts';

const TAG_NAME = '_SEKISHO_LOCK_SCREEN';
const CARDINAL = 6;
const REPLACE = 0;

export interface TaggedWindow {
  readonly id: number;
}

/** What was there before the first lock screen, and comes back when it opens. */
export interface Before {
  /** The window that is to get the keyboard back. */
  readonly focus: number;
  /** As `keyboardState` tells it. */
  readonly keyboard: number;
}

/** Marks a window of ours. */
export async function writeTag(connection: XConnection, window: number, { focus, keyboard }: Before): Promise<void> {
  const tag = await tagAtom(connection);
  connection.client.ChangeProperty(REPLACE, window, tag, CARDINAL, 32, [focus, keyboard]);
}

/** What the mark keeps; `undefined` for a window without one. */
export async function readTag(connection: XConnection, window: number): Promise<Before | undefined> {
  const tag = await tagAtom(connection);
  const property = await connection
    .ask<{ format: number; data: Buffer }>((done) =>
      connection.client.GetProperty(0, window, tag, CARDINAL, 0, 2, done),
    )
    .catch(() => undefined);
  if (property === undefined || property.format !== 32 || property.data.length < 4) return undefined;
  const { data } = property;
  return { focus: data.readUInt32LE(0), keyboard: data.length < 8 ? 0 : data.readUInt32LE(4) };
}

/** The marked children of the given windows. */
export async function findTagged(connection: XConnection, parents: readonly number[]): Promise<TaggedWindow[]> {
  const trees = await Promise.all(
    [...new Set(parents)].map((parent) =>
      connection.ask<{ children: number[] }>((done) => connection.client.QueryTree(parent, done)),
    ),
  );
  const children = trees.flatMap((tree) => tree.children);
  const tags = await Promise.all(children.map((id) => readTag(connection, id)));
  return children.filter((_, index) => tags[index] !== undefined).map((id) => ({ id }));
}

function tagAtom({ client, ask }: XConnection): Promise<number> {
  return ask<number>((done) => client.InternAtom(false, TAG_NAME, done));
}
