/** Removable media as the agent sees them on macOS: volumes below /Volumes, looked for every two seconds, read once when they are mounted (N06). */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { KeyFile, Log, Medium, RemovableMedia } from '@sekisho/agent-core';
import { unlockKeyFilePattern, unlockKeyMaxBytes } from '@sekisho/contracts';
import type { Closable } from '../../machine.ts';
import type { Sources } from '../posix/sources.ts';
import { readVolumeFacts } from './volume-facts.ts';

export interface KeyMediaOptions {
  readonly sources: Sources;
  readonly log: Log;
  readonly every: (periodMs: number, act: () => void) => Closable;
  /** Another folder, in tests. */
  readonly volumesFolder?: string;
}

const periodMs = 2_000;
/** More keys than policies can be named are nobody's keys. */
const mostKeys = 64;

/** Only plain files, no link out of the medium and nothing that could wait for a writer. */
async function readKey(folder: string, name: string): Promise<KeyFile> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path.join(folder, name), flags).catch(() => null);
  if (file === null) return { name, content: null };
  try {
    const stats = await file.stat();
    const isKey = stats.isFile() && stats.size <= unlockKeyMaxBytes;
    return { name, content: isKey ? await file.readFile('utf8') : null };
  } catch {
    return { name, content: null };
  } finally {
    await file.close();
  }
}

async function readKeys(folder: string): Promise<KeyFile[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const keys = names.filter((name) => unlockKeyFilePattern.test(name)).slice(0, mostKeys);
  return Promise.all(keys.map((name) => readKey(folder, name)));
}

class VolumeWatch {
  readonly #options: KeyMediaOptions;
  readonly #told: (media: readonly Medium[]) => void;
  /** By name; `null`: no removable medium. */
  #volumes: ReadonlyMap<string, Medium | null> = new Map();
  #insertions = 0;
  #busy = false;
  #ended = false;
  #first = true;
  readonly #watch: Closable;

  constructor(options: KeyMediaOptions, told: (media: readonly Medium[]) => void) {
    this.#options = options;
    this.#told = told;
    this.#watch = options.every(periodMs, () => void this.look());
  }

  end(): void {
    this.#ended = true;
    this.#watch.close();
  }

  async look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#compare();
    } catch (error) {
      this.#options.log.warn('media could not be looked for', { reason: String(error) });
    } finally {
      this.#busy = false;
    }
  }

  async #compare(): Promise<void> {
    const { sources, volumesFolder = '/Volumes' } = this.#options;
    const names = (await sources.listFolder(volumesFolder)).sort();
    const volumes = new Map<string, Medium | null>();
    for (const name of names) {
      const known = this.#volumes.get(name);
      const medium = known === undefined ? await this.#newMedium(path.join(volumesFolder, name)) : known;
      if (medium !== undefined) volumes.set(name, medium);
    }
    const before = mediaOf(this.#volumes);
    this.#volumes = volumes;
    const media = mediaOf(volumes);
    const isSame = media.length === before.length && media.every(({ id }, index) => id === before[index]?.id);
    if (this.#ended || (isSame && !this.#first)) return;
    this.#first = false;
    this.#told(media);
  }

  /** `null`: no removable medium; `undefined`: it cannot be told yet. */
  async #newMedium(folder: string): Promise<Medium | null | undefined> {
    const facts = await readVolumeFacts(this.#options.sources, folder);
    if (facts === null) return undefined;
    if (!facts.external || facts.image) return null;
    this.#insertions += 1;
    const keys = await readKeys(folder);
    this.#options.log.info('a removable medium', { keys: keys.length });
    return { id: `${path.basename(folder)}#${this.#insertions}`, keys };
  }
}

const mediaOf = (volumes: ReadonlyMap<string, Medium | null>) => [...volumes.values()].filter((each) => each !== null);

export function createKeyMedia(options: KeyMediaOptions): RemovableMedia {
  return {
    watch(told) {
      const watch = new VolumeWatch(options, told);
      queueMicrotask(() => void watch.look());
      return () => watch.end();
    },
  };
}
