/** A process that fills its heap with holes, gives its memory back, and prints what it held before and after, in KiB. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memoryReturner } from '../../../src/os/linux/memory.ts';

/** @returns resident memory of the program's code, and memory that is this process's alone */
function look(): { code: number; own: number } {
  const mappings = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[\da-f]+-[\da-f]+ )/m);
  const sum = (field: string, of: readonly string[]) =>
    of.reduce((kib, mapping) => kib + Number(new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(mapping)?.[1] ?? 0), 0);
  const code = mappings.filter((mapping) => /^.* r-xp .*/.exec(mapping)?.[0].endsWith(` ${process.execPath}`));
  return { code: sum('Rss', code), own: sum('Private_Dirty', mappings) };
}

/** Small blocks of the C library's heap, of which one in a hundred stays. @returns those that do */
function makeHoles(): Buffer[] {
  const blocks = Array.from({ length: 40_000 }, () => Buffer.allocUnsafeSlow(1_000).fill(1));
  return blocks.filter((_, index) => index % 100 === 99);
}

const give = memoryReturner({ programFolder: null, ownCommand: [process.execPath, import.meta.filename] });
const kept = makeHoles();
setFlagsFromString('--expose-gc');
runInNewContext('gc')();
const before = look();
give();
process.stdout.write(JSON.stringify({ before, after: look(), kept: kept.every((block) => block[999] === 1) }));
