/** What support is given of files, on any system. */
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface ConfigurationPlaces {
  readonly configFile: string;
  readonly installerFile: string;
}

export function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Without the token that an installer may have left. */
export function configuration({ configFile, installerFile }: ConfigurationPlaces): string | null {
  const text = textOf(configFile);
  const left = existsSync(installerFile) ? 'an installer has left its configuration, which was not used up yet\n' : '';
  return text === null && left === '' ? null : `${left}${text ?? ''}`;
}

/** Rights, owner, size, time and path of everything below, never the contents. */
export function listing(folder: string): string[] {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return [`${folder}: not there`];
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  const line = [mode, `${stats.uid}:${stats.gid}`, String(stats.size), stats.mtime.toISOString(), folder].join('\t');
  if (!stats.isDirectory()) return [line];
  return [line, ...readdirSync(folder).flatMap((name) => listing(path.join(folder, name)))];
}

export function logFiles(file: string): string | null {
  const texts = [`${file}.2`, `${file}.1`, file].flatMap((each) => textOf(each) ?? []);
  return texts.length === 0 ? null : texts.join('');
}

/** The end of it: it may be of any size. */
export function lastLines(text: string | null, count: number): string | null {
  return text?.split('\n').slice(-count).join('\n') ?? null;
}

/** For administrators only, where rights are those of POSIX; nothing is written over. @param flag `r+` for one that was made before */
export function writeSupportFile(file: string, content: Uint8Array, flag: 'wx' | 'r+' = 'wx'): Promise<void> {
  return writeFile(file, content, { mode: 0o600, flag });
}
