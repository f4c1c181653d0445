/** The language this browser chose, if it did, and what it would choose by itself. */
import { chooseLanguage, isLanguage, type Language } from '@sekisho/messages/language';

const storageKey = 'sekisho.language';

export function storedLanguage(): Language | undefined {
  const stored = window.localStorage.getItem(storageKey);
  return isLanguage(stored) ? stored : undefined;
}

export function storeLanguage(language: Language): void {
  window.localStorage.setItem(storageKey, language);
}

export function firstLanguage(): Language {
  return storedLanguage() ?? chooseLanguage(navigator.languages);
}
