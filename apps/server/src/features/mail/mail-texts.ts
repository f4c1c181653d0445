/** The texts of mails in the language of whoever gets them. */
import type { Language } from '@sekisho/messages';
import { mailEn } from '@sekisho/messages/en/mail';
import { createTranslator } from '@sekisho/messages/format';
import { mailJa } from '@sekisho/messages/ja/mail';

export type MailKind = 'invitation' | 'reset' | 'changed' | 'email-changed' | 'test';

const translators = { ja: createTranslator('ja', mailJa), en: createTranslator('en', mailEn) };

export function mailTextOf(
  kind: MailKind,
  language: Language,
  values: Readonly<Record<string, string>>,
): { subject: string; text: string } {
  const t = translators[language];
  // A subject is one line, whatever name stands in it.
  return { subject: t(`mail.${kind}.subject`, values).replace(/\s+/g, ' '), text: t(`mail.${kind}.text`, values) };
}

/** A moment as a reader of a mail understands it wherever it is read: with its zone. */
export function mailMoment(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: language === 'ja' ? 'Asia/Tokyo' : 'UTC',
  }).format(at);
}
