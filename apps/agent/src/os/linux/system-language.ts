/** The language of the machine: what the environment says, else what the system is set to; Japanese where nothing is said. */
import { readFileSync } from 'node:fs';
import type { Language } from '@sekisho/messages/language';

type Environment = Readonly<Record<string, string | undefined>>;

/** POSIX order; `C` and `POSIX` say nothing about people. */
export function languageOf(environment: Environment, systemFiles: readonly string[]): Language {
  const fromEnvironment = [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']];
  const fromFiles = systemFiles.map((text) => /^\s*(?:export\s+)?LANG=["']?([^"'\s]*)/m.exec(text)?.[1]);
  const locale = [...fromEnvironment, ...fromFiles].find((text) => text !== undefined && isMeaningful(text));
  return locale === undefined || /^ja([_.@]|$)/i.test(locale) ? 'ja' : 'en';
}

function isMeaningful(locale: string): boolean {
  return locale !== '' && !/^(C|POSIX)([._].*)?$/.test(locale);
}

function readOrBlank(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

export function systemLanguage(environment: Environment): Language {
  return languageOf(environment, ['/etc/locale.conf', '/etc/default/locale'].map(readOrBlank));
}
