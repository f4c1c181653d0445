/** The language of the machine, and of whoever sits at the terminal. */
import type { Language } from '@sekisho/messages/language';

/** The primary language of a LANGID (winnt.h). */
const LANG_JAPANESE = 0x11;
const LANG_NEUTRAL = 0;
const primary = (languageId: number) => languageId & 0x3ff;

/** That of the window from which this program was started. */
export function wantedLanguage(environment: Readonly<Record<string, string | undefined>>): Language | null {
  const wanted = environment['SEKISHO_AGENT_LANGUAGE'];
  return wanted === 'ja' || wanted === 'en' ? wanted : null;
}

/** For who reads a terminal: Japanese where Windows speaks Japanese to this person. */
export function terminalLanguage(languageId: number): Language {
  return primary(languageId) === LANG_JAPANESE ? 'ja' : 'en';
}

/** Japanese where nothing is said, as on the other systems. */
export function systemLanguage(languageId: number): Language {
  return primary(languageId) === LANG_JAPANESE || primary(languageId) === LANG_NEUTRAL ? 'ja' : 'en';
}
