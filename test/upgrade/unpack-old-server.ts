/** Puts the sources of an older server where Node finds their packages: the third-party ones are today's, our own are the old ones. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

const root = join(import.meta.dirname, '../..');

/** The folder, in which `apps/server/src/main.ts` is. Unpacked once for each content of the archive. */
export function unpackOldServer(tag: string): string {
  const archive = readFileSync(join(import.meta.dirname, `${tag}.tar.zst`));
  const name = `${tag}-${createHash('sha256').update(archive).digest('hex').slice(0, 12)}`;
  const folder = join(root, '.cache/old-servers', name);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${randomBytes(4).toString('hex')}`;
  mkdirSync(join(draft, 'node_modules/@sekisho'), { recursive: true });
  execFileSync('tar', ['-x', '-C', draft], { input: zstdDecompressSync(archive) });
  for (const each of readdirSync(join(draft, 'packages')))
    symlinkSync(join('../../packages', each), join(draft, 'node_modules/@sekisho', each));
  try {
    renameSync(draft, folder);
  } catch (cause) {
    // Another test process was first.
    if (!existsSync(folder)) throw cause;
    rmSync(draft, { recursive: true });
  }
  return folder;
}
