/** A folder of its own for a test: what is to be wiped beside what nothing may touch, and a look at all that is left. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLinuxWipe, type LinuxWipeOptions } from '../../../../src/os/linux/wipe/linux-wipe.ts';
import { createSources } from '../../../../src/os/posix/sources.ts';
import type { KeptPaths } from '../../../../src/os/posix/wipe/kept.ts';

export class Tree {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sekisho-wipe-'));
  /** What is wiped. */
  readonly target = path.join(this.folder, 'target');
  /** What a thief would love to see wiped. */
  readonly outside = path.join(this.folder, 'outside');

  constructor() {
    mkdirSync(this.target);
    this.file('outside/precious.txt', 'precious');
    this.file('outside/deep/er/precious.txt', 'precious');
  }

  at(relative: string): string {
    return path.join(this.folder, relative);
  }

  file(relative: string, content = 'x'): string {
    const file = this.at(relative);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Every path below `relative`, sorted. */
  left(relative = 'target'): string[] {
    const root = this.at(relative);
    if (!existsSync(root)) return [];
    const found = execFileSync('find', [root, '-mindepth', '1', '-printf', '%P\\n'], { encoding: 'utf8' });
    return found.split('\n').filter(Boolean).sort();
  }

  isOutsideWhole(): boolean {
    return ['precious.txt', 'deep/er/precious.txt'].every(
      (file) => readFileSync(path.join(this.outside, file), 'utf8') === 'precious',
    );
  }

  wipe(options: Partial<LinuxWipeOptions> & { readonly never?: readonly string[] } = {}) {
    const kept: KeptPaths = { never: options.never ?? [], system: [] };
    return createLinuxWipe({ sources: createSources(), kept, ...options });
  }

  remove(options: Parameters<Tree['wipe']>[0] = {}) {
    return this.wipe(options).remove({ kind: 'folder', path: this.target }, () => {});
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
