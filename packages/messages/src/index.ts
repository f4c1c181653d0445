/** Texts of the product for programs without a browser: agent, errors and lock screens in every language. */
import { errorsEn } from './en/errors.ts';
import { messagesEn } from './en/index.ts';
import { formatText, type MessageParameters } from './format.ts';
import { type ErrorText, type ErrorTexts, errorsJa } from './ja/errors.ts';
import { messagesJa } from './ja/index.ts';
import type { Language } from './language.ts';

export { createTranslator, formatText, type MessageParameters, type Translate } from './format.ts';
export type { ErrorText } from './ja/errors.ts';
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
export function errorText(language: Language, code: string): ErrorText {
  const texts: ErrorTexts = language === 'ja' ? errorsJa : errorsEn;
  return Object.hasOwn(texts, code) ? texts[code as keyof ErrorTexts] : texts.unknown;
}
