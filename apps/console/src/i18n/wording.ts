/** One language as the screens use it: texts, errors, dates, numbers, order of names. */
import type { Language } from '@sekisho/messages';
import { createTranslator, type Translate } from '@sekisho/messages/format';
import type { consoleJa } from '@sekisho/messages/ja/console';
import type { ErrorText, ErrorTexts } from '@sekisho/messages/ja/errors';

export type TextKey = keyof typeof consoleJa;
export type Texts = Readonly<Record<TextKey, string>>;

export type Wording = Readonly<{
  language: Language;
  t: Translate<TextKey>;
  /** Title and advice for a code; `no-connection` and those of a browser's passkeys are the console's own. */
  error: (code: string) => ErrorText;
  dateTime: (at: string | number) => string;
  date: (at: string | number) => string;
  time: (at: string | number) => string;
  /** '3 minutes ago', seen from `nowMs`. */
  relative: (at: string, nowMs: number) => string;
  number: (value: number) => string;
  bytes: (value: number) => string;
  duration: (valueMs: number) => string;
  compare: (left: string, right: string) => number;
}>;

const unitsOfTime = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** The largest unit that divides a duration, so that '90 minutes' is not shown as '1.5 hours'. */
export function durationParts(valueMs: number): { unit: 'seconds' | 'minutes' | 'hours' | 'days'; value: number } {
  for (const [unit, unitMs] of unitsOfTime) {
    if (valueMs >= unitMs && valueMs % unitMs === 0) return { unit: `${unit}s`, value: valueMs / unitMs };
  }
  return { unit: 'seconds', value: valueMs / 1000 };
}

function createRelative(locale: string, t: Translate<TextKey>): Wording['relative'] {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  return (at, nowMs) => {
    const sinceMs = nowMs - Date.parse(at);
    if (sinceMs < 5000) return t('time.now');
    for (const [unit, unitMs] of unitsOfTime) {
      if (sinceMs >= unitMs) return format.format(-Math.floor(sinceMs / unitMs), unit);
    }
    return t('time.now');
  };
}

function createBytes(locale: string): Wording['bytes'] {
  const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;
  return (value) => {
    const power = value < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log(value) / Math.log(1024)));
    const unit = names[power] ?? 'byte';
    return new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: power > 2 ? 1 : 0,
    }).format(value / 1024 ** power);
  };
}

export function createWording(language: Language, texts: Texts, errors: ErrorTexts): Wording {
  const t = createTranslator(language, texts);
  const locale = language === 'ja' ? 'ja-JP' : 'en-GB';
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const number = new Intl.NumberFormat(locale);
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return {
    language,
    t,
    error: (code) => {
      if (code === 'no-connection') return { title: t('common.connection'), action: t('common.connection.action') };
      if (code === 'passkey-cancelled' || code === 'passkey-exists') {
        const key = code === 'passkey-exists' ? 'passkey.exists' : 'passkey.cancelled';
        return { title: t(key), action: t(`${key}.action`) };
      }
      return Object.hasOwn(errors, code) ? errors[code as keyof ErrorTexts] : errors.unknown;
    },
    dateTime: (at) => dateTime.format(new Date(at)),
    date: (at) => date.format(new Date(at)),
    time: (at) => time.format(new Date(at)),
    relative: createRelative(locale, t),
    number: (value) => number.format(value),
    bytes: createBytes(locale),
    duration: (valueMs) => {
      const { unit, value } = durationParts(valueMs);
      return t(`duration.${unit}`, { value });
    },
    compare: collator.compare,
  };
}
