/** Keeps the proxy that last led to the server, over restarts; it may hold a password, so the file is for root only. */
import { readFileSync } from 'node:fs';
import type { Way } from '@sekisho/agent-core/node';
import { writeWhole } from './whole-file.ts';

export interface WorkedFile {
  /** `undefined`: none has worked yet, as far as is known. */
  read(): Way | undefined;
  /** @throws when it cannot be kept */
  write(way: Way): void;
}

export function openWorkedFile(file: string): WorkedFile {
  let known = readWay(file);
  return {
    read: () => known,
    write(way) {
      known = way;
      writeWhole(file, `${JSON.stringify({ proxy: way?.href ?? null })}\n`);
    },
  };
}

function readWay(file: string): Way | undefined {
  try {
    const { proxy } = JSON.parse(readFileSync(file, 'utf8')) as { proxy?: unknown };
    if (proxy === null) return null;
    return typeof proxy === 'string' && URL.canParse(proxy) ? new URL(proxy) : undefined;
  } catch {
    return undefined;
  }
}
