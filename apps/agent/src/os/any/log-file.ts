/** The agent's own log file: JSON lines, put aside at a megabyte, two old ones kept. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const largestBytes = 1024 * 1024;
const oldFiles = ['.2', '.1', ''] as const;

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

function rotate(file: string): void {
  for (let index = 1; index < oldFiles.length; index += 1) {
    const from = file + oldFiles[index];
    if (existsSync(from)) renameSync(from, file + oldFiles[index - 1]);
  }
}

/** Appends a line. A full disk loses the line, never the agent. @param fileNow is asked for each line: logs can be moved */
export function createLogFile(fileNow: () => string): (line: string) => void {
  let file = fileNow();
  let size = sizeOf(file);
  return (line) => {
    try {
      if (fileNow() !== file) {
        file = fileNow();
        size = sizeOf(file);
      }
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      if (size > largestBytes) {
        rotate(file);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += Buffer.byteLength(line);
    } catch {
      size = sizeOf(file);
    }
  };
}

/** The last lines over all files, oldest first. */
export function lastLines(file: string, count: number): string[] {
  const texts = oldFiles.map((suffix) => {
    try {
      return readFileSync(file + suffix, 'utf8');
    } catch {
      return '';
    }
  });
  return texts
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .slice(-count);
}
