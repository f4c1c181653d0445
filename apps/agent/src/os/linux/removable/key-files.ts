/** The unlock keys at the root of a volume, whatever its file system, without anything being mounted. */
import type { KeyFile } from '@sekisho/agent-core';
import { unlockKeyFilePattern, unlockKeyMaxBytes } from '@sekisho/contracts';
import { readExfatRoot } from './exfat.ts';
import { readExtRoot } from './ext.ts';
import { readFatRoot } from './fat.ts';
import { type FileSystemReader, type RootFile, type Volume, withinBounds } from './volume.ts';

const readers: readonly FileSystemReader[] = [readExfatRoot, readFatRoot, readExtRoot];
/** More keys than policies can be named are nobody's keys. */
const mostKeys = 64;

/** What cannot be read holds no keys. */
export async function readKeyFiles(volume: Volume): Promise<KeyFile[]> {
  for (const reader of readers) {
    const keys = await keysBy(reader, withinBounds(volume));
    if (keys.length > 0) return keys;
  }
  return [];
}

async function keysBy(reader: FileSystemReader, volume: Volume): Promise<KeyFile[]> {
  const keys: KeyFile[] = [];
  try {
    for await (const file of reader(volume, (name) => unlockKeyFilePattern.test(name))) {
      keys.push(await read(file));
      if (keys.length === mostKeys) break;
    }
  } catch {
    // Damaged further on: what was found stands.
  }
  return keys;
}

async function read({ name, sizeBytes, content }: RootFile): Promise<KeyFile> {
  if (sizeBytes > unlockKeyMaxBytes) return { name, content: null };
  try {
    return { name, content: (await content()).toString('utf8') };
  } catch {
    return { name, content: null };
  }
}
