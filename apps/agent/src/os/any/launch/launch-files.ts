/** The launcher's state on the disk, beside the versions it speaks of: whole or not at all, whatever is cut off. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { type LaunchState, parseLaunchState } from './launch.rules.ts';
import { renamePatiently } from './patient-rename.ts';

/** By which an agent learns where the launcher lies that started it. */
export const baseVariable = 'SEKISHO_AGENT_BASE';

export interface LaunchPlaces {
  /** The installed version, with the launcher in it. */
  readonly base: string;
  /** Of the others: in it, so that whatever takes the installed one away takes them too. */
  readonly versions: string;
  readonly state: string;
}

export function launchPlaces(base: string): LaunchPlaces {
  const versions = path.join(base, 'versions');
  return { base, versions, state: path.join(versions, 'state.json') };
}

export function readLaunchState({ state }: LaunchPlaces): LaunchState | null {
  return parseLaunchState(readText(state));
}

/** @throws when it cannot be written; then the one before is still there */
export function writeLaunchState({ state, versions }: LaunchPlaces, content: LaunchState): void {
  mkdirSync(versions, { recursive: true, mode: 0o755 });
  // The launcher's thread writes while the agent in the same process does, too.
  const fresh = `${state}.${process.pid}-${threadId}.new`;
  const handle = openSync(fresh, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(content));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renamePatiently(fresh, state);
  syncFolder(versions);
}

/** What was renamed into a folder is there after a power cut only when the folder itself has been written. */
export function syncFolder(folder: string): void {
  // Windows writes folders by itself, and opens none.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** `null`: the folder holds no program of ours. */
export function readVersionOf(folder: string): string | null {
  try {
    const { agentVersion } = JSON.parse(readText(path.join(folder, 'version.json')) ?? '') as {
      agentVersion?: unknown;
    };
    return typeof agentVersion === 'string' ? agentVersion : null;
  } catch {
    return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
