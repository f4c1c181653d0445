/** Creates a file with its whole content or not at all, also when several processes try at once. */
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Randomness } from './ids.ts';

/** Readable by nobody else. Returns false, and leaves the file as it is, when somebody was first. */
export async function createFileOnce(
  file: string,
  content: string | Uint8Array,
  randomness: Randomness,
): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomness.bytes(6).toString('hex')}`;
  await writeFile(draft, content, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    await rm(draft, { force: true });
  }
}
