/** An append-only file of book entries, written in large pieces: an entry costs a string, not a write. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Timers } from '@sekisho/agent-core';
import type { BookEntry } from './book-entry.ts';

export interface Journal {
  write(entry: BookEntry): void;
  /** Everything written so far is in the file. */
  flush(): void;
  close(): void;
}

const pieceCharacters = 262_144;
const flushMs = 200;

/** Books of a process that was killed lack up to the last fifth of a second: they cannot be balanced. */
export function createJournal(file: string, timers: Timers): Journal {
  const descriptor = openSync(file, 'a', 0o600);
  let lines: string[] = [];
  let characters = 0;
  let cancel = timers.after(flushMs, flushAgain);

  function flush(): void {
    if (lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    characters = 0;
    writeWhole(descriptor, text);
  }

  function flushAgain(): void {
    flush();
    cancel = timers.after(flushMs, flushAgain);
  }

  return {
    write(entry) {
      const line = `${JSON.stringify(entry)}\n`;
      lines.push(line);
      characters += line.length;
      if (characters >= pieceCharacters) flush();
    },
    flush,
    close() {
      cancel();
      flush();
      closeSync(descriptor);
    },
  };
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
