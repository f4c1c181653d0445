/** The languages of the product, and how one is chosen from what a reader prefers. */

export const languages = ['ja', 'en'] as const;
export type Language = (typeof languages)[number];

export function isLanguage(value: unknown): value is Language {
  return value === 'ja' || value === 'en';
}

/** The first of `preferred` (BCP 47 tags or POSIX locales such as `ja_JP.UTF-8`, best first) that we speak; English otherwise. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag
      .trim()
      .toLowerCase()
      .split(/[-_.;@]/)[0];
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

/** Splits an `Accept-Language` header into tags, best first. An unreadable weight counts as none. */
export function parseAcceptLanguage(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
      return { tag, weight: Number.isFinite(weight) ? weight : 0 };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
}
