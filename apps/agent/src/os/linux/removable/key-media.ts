/** Removable media as the agent sees them: looked for every two seconds, read once when they are put in, never mounted (N06). */
import { open } from 'node:fs/promises';
import type { KeyFile, Log, Medium, RemovableMedia } from '@sekisho/agent-core';
import { inTime } from '../../any/in-time.ts';
import type { Sources } from '../../posix/sources.ts';
import { parseMountInfo } from '../collect/mounts.ts';
import { carriesSystem, type Disk, type MediumRule, readDisk, removableMedia } from './disks.ts';
import { readKeyFiles } from './key-files.ts';
import type { Volume } from './volume.ts';

export interface KeyMediaOptions {
  readonly sources: Sources;
  readonly log: Log;
  readonly rule?: MediumRule;
}

/** The kernel offers nothing that a process could wait for without a library of its own, and udev may not run. */
const periodMs = 2_000;
/** A medium that answers no sooner holds no keys until it is put in again. */
const readTimeoutMs = 15_000;

export function createKeyMedia(options: KeyMediaOptions): RemovableMedia {
  return {
    watch(told) {
      const watch = new MediaWatch(options, told);
      watch.begin();
      return () => watch.end();
    },
  };
}

class MediaWatch {
  readonly #options: KeyMediaOptions;
  readonly #rule: MediumRule;
  readonly #told: (media: readonly Medium[]) => void;
  /** Of all disks, as last looked at; `null` before the first time. */
  #traces: string | null = null;
  #media = new Map<string, Medium>();
  #insertions = 0;
  #ended = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: KeyMediaOptions, told: (media: readonly Medium[]) => void) {
    this.#options = options;
    this.#rule = options.rule ?? removableMedia;
    this.#told = told;
  }

  begin(): void {
    this.#look()
      .catch((error: unknown) => this.#options.log.warn('media could not be looked for', { reason: String(error) }))
      .finally(() => {
        if (this.#ended) return;
        this.#timer = setTimeout(() => this.begin(), periodMs);
        this.#timer.unref();
      });
  }

  end(): void {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const names = (await this.#options.sources.listFolder('/sys/block'))
      .filter((name) => this.#rule.looksAt(name))
      .sort();
    const traces = new Map(await Promise.all(names.map(async (name) => [name, await this.#traceOf(name)] as const)));
    const all = JSON.stringify([...traces]);
    if (all === this.#traces) return;
    const media = new Map<string, Medium>();
    for (const [name, trace] of traces) {
      const medium = this.#media.get(trace) ?? (await this.#newMedium(name));
      if (medium !== null) media.set(trace, medium);
    }
    if (this.#ended) return;
    this.#traces = all;
    this.#media = media;
    this.#told([...media.values()]);
  }

  /** What stays the same as long as a medium is in, and is another one when it is put in again. */
  async #traceOf(name: string): Promise<string> {
    const { sources } = this.#options;
    const folder = `/sys/block/${name}`;
    const [sequence, size, entries] = await Promise.all([
      sources.readText(`${folder}/diskseq`),
      sources.readText(`${folder}/size`),
      sources.listFolder(folder),
    ]);
    const partitions = entries.filter((entry) => entry.startsWith(name)).sort();
    return [name, sequence?.trim() ?? '', size?.trim() ?? '', ...partitions].join(' ');
  }

  /** `null`: this disk is no medium, or none is in. */
  async #newMedium(name: string): Promise<Medium | null> {
    const { sources, log } = this.#options;
    const disk = await readDisk(sources, name);
    if (disk.sizeBytes === 0 || !this.#rule.isMedium(disk)) return null;
    if (carriesSystem(disk, parseMountInfo((await sources.readText('/proc/self/mountinfo')) ?? ''))) return null;
    this.#insertions += 1;
    const keys = await readKeys(disk);
    log.info('a removable medium', { disk: name, keys: keys.length });
    return { id: `${name}#${this.#insertions}`, keys };
  }
}

/** Read straight off the device, one volume after the other: a medium that hangs keeps no more than one thread. */
function readKeys({ volumes }: Disk): Promise<readonly KeyFile[]> {
  return inTime(readVolumes(volumes), readTimeoutMs, []);
}

async function readVolumes(volumes: Disk['volumes']): Promise<KeyFile[]> {
  const keys: KeyFile[] = [];
  for (const { kernelName } of volumes) keys.push(...(await readDevice(`/dev/${kernelName}`)));
  return keys;
}

/** A device that has been taken out already, or cannot be read, holds no keys. */
async function readDevice(device: string): Promise<KeyFile[]> {
  const file = await open(device, 'r').catch(() => null);
  if (file === null) return [];
  const volume: Volume = {
    async read(at, length) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
  };
  try {
    return await readKeyFiles(volume);
  } finally {
    await file.close();
  }
}
