/** Turns a text of a catalogue and its parameters into what a person reads; the parser runs only for texts that have parameters. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from './language.ts';

export type MessageParameters = Readonly<Record<string, string | number | Date>>;
export type Catalogue<Key extends string> = Readonly<Record<Key, string>>;
export type Translate<Key extends string> = (key: Key, parameters?: MessageParameters) => string;

/** Formats one ICU text. A missing parameter throws: it is a fault of the caller, and a test of ours. */
export function formatText(language: Language, text: string, parameters: MessageParameters = {}): string {
  if (!text.includes('{')) return text;
  return String(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).format(parameters));
}

/** A translator over one catalogue that parses each text at most once. */
export function createTranslator<Key extends string>(language: Language, catalogue: Catalogue<Key>): Translate<Key> {
  const parsed = new Map<Key, IntlMessageFormat>();
  return (key, parameters = {}) => {
    const text = catalogue[key];
    if (!text.includes('{')) return text;
    let message = parsed.get(key);
    if (message === undefined) {
      message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
      parsed.set(key, message);
    }
    return String(message.format(parameters));
  };
}
