/**
 * The store of a device whose disk can only be read: a copy of it in memory. A lock stands through it and commands are obeyed; what happened
 * meanwhile goes back to the disk as soon as it can be written, and is lost only when the machine starts anew before that.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DeviceStore } from '@sekisho/agent-core';
import { openSqliteStore } from '@sekisho/agent-core/node';
import { isStoreFile } from '../any/state-files.ts';

export interface StorePlaces {
  readonly stateFolder: string;
  /** In memory (/run), below a folder that only root may write to. */
  readonly volatileFolder: string;
}

const sqliteReadOnly = 8;

/** @throws when neither can be used */
export function openStoreAnywhere(places: StorePlaces, warn: (text: string) => void): DeviceStore {
  const { stateFolder, volatileFolder } = places;
  try {
    if (!existsSync(volatileFolder)) return openSqliteStore({ folder: stateFolder, warn });
  } catch (error) {
    if (!isReadOnly(error)) throw error;
    warn('the disk can only be read: the state is kept in memory until it can be written again');
    copyWhole(stateFolder, volatileFolder);
  }
  return openSqliteStore({ folder: volatileFolder, warn });
}

/** Whoever has the instance to himself calls this before he opens the store; the copy stays while the disk can still not be written. */
export function bringBackState({ stateFolder, volatileFolder }: StorePlaces): void {
  if (!existsSync(volatileFolder)) return;
  try {
    bringBack(volatileFolder, stateFolder);
  } catch (error) {
    if (!isReadOnly(error)) throw error;
  }
}

/**
 * The copy is the newer one, and goes only after everything is in its place. What a lock hangs on comes first: without its database a
 * device is made anew from it, should the power go in between.
 */
function bringBack(from: string, to: string): void {
  // Tells at once whether anything can be written.
  chmodSync(to, 0o700);
  copyFiles(from, to, (name) => !isDatabase(name));
  for (const name of readdirSync(to)) if (isDatabase(name)) rmSync(path.join(to, name));
  copyFiles(from, to, isDatabase);
  rmSync(from, { recursive: true });
}

function copyWhole(from: string, to: string): void {
  const fresh = `${to}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  copyFiles(from, fresh, () => true);
  renameSync(fresh, to);
}

function isDatabase(name: string): boolean {
  return name.startsWith('device.db');
}

function copyFiles(from: string, to: string, which: (name: string) => boolean): void {
  const names = readdirSync(from).filter((name) => isStoreFile(name) && which(name));
  for (const name of names) cpSync(path.join(from, name), path.join(to, name));
}

function isReadOnly(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'EROFS') return true;
  return 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteReadOnly;
}
