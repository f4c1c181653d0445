/** Versions of the agent beside the installed one: the port of the agent's core on folders and the launcher's state. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type NotSupportedHere, notSupportedHere, UpdateRefused, type Updates } from '@sekisho/agent-core';
import type { ReleaseArchitecture, ReleasePlatform, ReleaseTarget } from '@sekisho/contracts';
import { agentVersion } from '../../../agent-version.ts';
import { endTrial, freshState, type LaunchState } from './launch.rules.ts';
import {
  baseVariable,
  type LaunchPlaces,
  launchPlaces,
  readLaunchState,
  readVersionOf,
  writeLaunchState,
} from './launch-files.ts';
import { runtimeName } from './runtime-of.ts';
import { bringVersion } from './version-folder.ts';

export interface UpdatesOptions {
  readonly platform: ReleasePlatform;
  /** The folder of the version that runs; `null` when run from the sources. */
  readonly programFolder: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Only what was installed and started by its launcher can be updated. */
export function createUpdates({ platform, programFolder, environment }: UpdatesOptions): Updates | NotSupportedHere {
  const base = environment[baseVariable];
  if (programFolder === null || base === undefined) return notSupportedHere;
  const places = launchPlaces(base);
  const architecture: ReleaseArchitecture = process.arch === 'ia32' ? 'x86' : (process.arch as ReleaseArchitecture);
  const isOurs = ({ trial }: LaunchState) => programFolder !== base && trial?.version === agentVersion;
  const state = () => readLaunchState(places);
  let onTrial = isOurs(state() ?? freshState(agentVersion));
  let ended = state()?.ended ?? null;
  return {
    running: { platform, architecture, version: agentVersion },
    onTrial: () => onTrial,
    ended: () => ended,
    forgetEnd() {
      ended = null;
      const now = state();
      if (now !== null) writeLaunchState(places, { ...now, ended: null });
    },
    async prepare(version, target, fetchPart) {
      const own = platform === 'windows' ? withoutRuntime(target) : target;
      // While this one is on trial, the confirmed one is what there is to go back to.
      const confirmed = state()?.current ?? version;
      removeVersions(places, [path.basename(programFolder), confirmed, version, `.${version}`]);
      const folder = path.join(places.versions, version);
      const staging = path.join(places.versions, `.${version}`);
      const folders = { folder, staging, running: programFolder, mayLink: platform !== 'windows' };
      if (!(await bringVersion(folders, own, fetchPart))) return false;
      if (readVersionOf(folder) !== version) throw new UpdateRefused('release-malformed');
      return true;
    },
    tryNext(wanted) {
      const now = state() ?? freshState(readVersionOf(base) ?? agentVersion);
      writeLaunchState(places, { ...now, trial: { ...wanted, from: agentVersion, tries: 0 } });
    },
    giveBackTry() {
      const now = state();
      if (!onTrial || now?.trial == null) return;
      writeLaunchState(places, { ...now, trial: { ...now.trial, tries: Math.max(0, now.trial.tries - 1) } });
    },
    confirm() {
      const now = state();
      if (now === null || !isOurs(now)) throw new Error('there is no such trial any more');
      const next = endTrial(now, null);
      writeLaunchState(places, next);
      onTrial = false;
      ended = next.ended;
      removeVersions(places, [agentVersion]);
    },
  };
}

/**
 * Windows cannot go on in another runtime: what brings one is for an installer. Nor does it delete a file of which another name runs, so that no
 * version has the runtime under a name of its own.
 */
function withoutRuntime(target: ReleaseTarget): ReleaseTarget {
  const name = runtimeName('win32', process.arch);
  const own = createHash('sha256').update(readFileSync(process.execPath)).digest('hex');
  if (target.files.some((file) => file.name === name && file.sha256 !== own))
    throw new UpdateRefused('runtime-differs');
  return { ...target, files: target.files.filter((file) => file.name !== name) };
}

/** Room for the next one; what cannot be removed now is removed another time: it is there whole or, by its name, not at all. */
function removeVersions({ versions, state }: LaunchPlaces, kept: readonly string[]): void {
  const names = [...kept, path.basename(state)];
  for (const name of namesIn(versions).filter((each) => !names.includes(each))) {
    try {
      const gone = path.join(versions, name.startsWith(goneMark) ? name : goneMark + name);
      renameSync(path.join(versions, name), gone);
      rmSync(gone, { recursive: true, force: true });
    } catch {
      // Something in it is still in use.
    }
  }
}

/** No version's name begins with it. */
const goneMark = '.gone-';

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
