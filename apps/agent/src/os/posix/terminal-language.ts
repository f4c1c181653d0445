/** The language of whoever sits at a terminal. */
import type { Language } from '@sekisho/messages/language';

type Environment = Readonly<Record<string, string | undefined>>;

/** Japanese where the terminal says so, English anywhere else. */
export function terminalLanguage(environment: Environment): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^ja([_.@]|$)/i.test(locale) ? 'ja' : 'en';
}
