/** Removable media that the system itself mounts: looked for every two seconds, read once when they are there (N06). */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { KeyFile, Log, Medium, RemovableMedia } from '@sekisho/agent-core';
import { unlockKeyFilePattern, unlockKeyMaxBytes } from '@sekisho/contracts';
import type { Closable } from '../../machine.ts';
import { inTime } from './in-time.ts';

export interface MountedVolume {
  /** The same for as long as it is in, another one for another volume at the same place. */
  readonly trace: string;
  /** Its root. */
  readonly folder: string;
}

export interface MountedMediaOptions {
  /** Whatever is mounted now, media or not. */
  readonly list: () => Promise<readonly MountedVolume[]>;
  /** Asked once for each; `null`: it cannot be told yet. */
  readonly isMedium: (volume: MountedVolume) => Promise<boolean | null>;
  readonly log: Log;
  readonly every: (periodMs: number, act: () => void) => Closable;
}

const periodMs = 2_000;
/** A medium that answers no sooner holds no keys until it is put in again. */
const readTimeoutMs = 15_000;
/** More keys than policies can be named are nobody's keys. */
const mostKeys = 64;

/** Windows has neither of the last two: there a link is told by its kind. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Only plain files, no link out of the medium and nothing that could wait for a writer. */
async function readKey(folder: string, name: string): Promise<KeyFile> {
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
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const named = entries.filter(({ name }) => unlockKeyFilePattern.test(name)).slice(0, mostKeys);
  return Promise.all(
    named.map((entry) => (entry.isFile() ? readKey(folder, entry.name) : { name: entry.name, content: null })),
  );
}

class MediaWatch {
  readonly #options: MountedMediaOptions;
  readonly #told: (media: readonly Medium[]) => void;
  /** By trace; `null`: no removable medium. */
  #volumes: ReadonlyMap<string, Medium | null> = new Map();
  #insertions = 0;
  #busy = false;
  #ended = false;
  #first = true;
  readonly #watch: Closable;

  constructor(options: MountedMediaOptions, told: (media: readonly Medium[]) => void) {
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
    const listed = [...(await this.#options.list())].sort((a, b) => (a.trace < b.trace ? -1 : 1));
    const volumes = new Map<string, Medium | null>();
    for (const volume of listed) {
      const known = this.#volumes.get(volume.trace);
      const medium = known === undefined ? await this.#newMedium(volume) : known;
      if (medium !== undefined) volumes.set(volume.trace, medium);
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
  async #newMedium(volume: MountedVolume): Promise<Medium | null | undefined> {
    const isMedium = await this.#options.isMedium(volume);
    if (isMedium === null) return undefined;
    if (!isMedium) return null;
    this.#insertions += 1;
    const keys = await inTime(readKeys(volume.folder), readTimeoutMs, []);
    this.#options.log.info('a removable medium', { keys: keys.length });
    return { id: `${volume.trace}#${this.#insertions}`, keys };
  }
}

const mediaOf = (volumes: ReadonlyMap<string, Medium | null>) => [...volumes.values()].filter((each) => each !== null);

export function createMountedMedia(options: MountedMediaOptions): RemovableMedia {
  return {
    watch(told) {
      const watch = new MediaWatch(options, told);
      queueMicrotask(() => void watch.look());
      return () => watch.end();
    },
  };
}
