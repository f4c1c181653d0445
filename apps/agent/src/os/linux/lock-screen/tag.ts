// The property that marks lock-screen windows, so that a later process finds what a killed one left, and the focus it took.

import type { XConnection } from './x-connection.ts';

const TAG_NAME = '_SEKISHO_LOCK_SCREEN';
const CARDINAL = 6;
const REPLACE = 0;

export interface TaggedWindow {
  readonly id: number;
}

/** Marks a window of ours; `focus` is the window that is to get the keyboard back. */
export async function writeTag(connection: XConnection, window: number, focus: number): Promise<void> {
  const tag = await tagAtom(connection);
  connection.client.ChangeProperty(REPLACE, window, tag, CARDINAL, 32, [focus]);
}

/** The focus kept in the mark; `undefined` for a window without one. */
export async function readTag(connection: XConnection, window: number): Promise<number | undefined> {
  const tag = await tagAtom(connection);
  const property = await connection
    .ask<{ format: number; data: Buffer }>((done) =>
      connection.client.GetProperty(0, window, tag, CARDINAL, 0, 1, done),
    )
    .catch(() => undefined);
  if (property === undefined || property.format !== 32 || property.data.length < 4) return undefined;
  return property.data.readUInt32LE(0);
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
