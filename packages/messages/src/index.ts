/** Texts of the product for programs without a browser: agent, errors and lock screens in every language. */
import { messagesEn } from './en/index.ts';
import { formatText, type MessageParameters } from './format.ts';
import { messagesJa } from './ja/index.ts';
import type { Language } from './language.ts';

export { createTranslator, formatText, type MessageParameters, type Translate } from './format.ts';
export { chooseLanguage, isLanguage, type Language, languages, parseAcceptLanguage } from './language.ts';

export type MessageKey = keyof typeof messagesJa;
export type Messages = Readonly<Record<MessageKey, string>>;

/** The raw ICU texts of one language. */
export function messagesFor(language: Language): Messages {
  return language === 'ja' ? messagesJa : messagesEn;
}

/** One text, formatted. */
export function format(language: Language, key: MessageKey, parameters?: MessageParameters): string {
  return formatText(language, messagesFor(language)[key], parameters);
}

/** Title and advice for an error code; an unknown code (a newer server's, say) gets the general text. */
export function errorText(
  language: Language,
  code: string,
  parameters?: MessageParameters,
): { title: string; action: string } {
  const known = `error.${code}.title` in messagesJa ? code : 'unknown';
  return {
    title: format(language, `error.${known}.title` as MessageKey, parameters),
    action: format(language, `error.${known}.action` as MessageKey, parameters),
  };
}
