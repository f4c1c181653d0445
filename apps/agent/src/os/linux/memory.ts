/** Gives back to the system what a resting agent holds and does not use, most of it left by its start. */
import { readFileSync } from 'node:fs';
import { loadKoffi, type OwnProgram } from '../any/koffi.ts';

/** From `asm-generic/mman-common.h`. Of a mapped file: the pages are read from it again when they are needed. */
const MADV_DONTNEED = 4;

interface MappedCode {
  readonly from: bigint;
  readonly bytes: bigint;
}

/**
 * Where the code of a program lies in this process. What it may write to is left out: that could not be read again.
 * @param maps as `/proc/self/maps` says it, see proc_pid_maps(5)
 */
export function mappedCode(maps: string, program: string): MappedCode[] {
  return maps.split('\n').flatMap((line) => {
    const [, from, to, permissions, file] = /^([\da-f]+)-([\da-f]+) (\S+) \S+ \S+ \d+ +(.*)$/.exec(line) ?? [];
    if (permissions !== 'r-xp' || file !== program) return [];
    return [{ from: BigInt(`0x${from}`), bytes: BigInt(`0x${to}`) - BigInt(`0x${from}`) }];
  });
}

/** @returns to be called at rest, again and again. It throws where the C library is another, or `/proc` is not there. */
export function memoryReturner(program: OwnProgram): () => void {
  let giveBack: (() => void) | null = null;
  return () => {
    giveBack ??= prepare(program);
    giveBack();
  };
}

function prepare(program: OwnProgram): () => void {
  const library = loadKoffi(program).load('libc.so.6');
  const trim = library.func('int malloc_trim(size_t pad)');
  const advise = library.func('int madvise(uintptr_t address, size_t length, int advice)');
  return () => {
    trim(0);
    for (const { from, bytes } of mappedCode(readFileSync('/proc/self/maps', 'utf8'), process.execPath))
      advise(from, bytes, MADV_DONTNEED);
  };
}
