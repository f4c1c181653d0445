/** Both languages are complete, say the same things about the same parameters, and can be formatted. */

import { errorCatalogue } from '@sekisho/contracts';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { consoleEn } from '../src/en/console.ts';
import { errorsEn } from '../src/en/errors.ts';
import { messagesEn } from '../src/en/index.ts';
import { macInstallerEn } from '../src/en/mac-installer.ts';
import { mailEn } from '../src/en/mail.ts';
import { consoleJa } from '../src/ja/console.ts';
import { type ErrorTexts, errorsJa } from '../src/ja/errors.ts';
import { messagesJa } from '../src/ja/index.ts';
import { macInstallerJa } from '../src/ja/mac-installer.ts';
import { mailJa } from '../src/ja/mail.ts';

const ja: Readonly<Record<string, string>> = {
  ...messagesJa,
  ...macInstallerJa,
  ...mailJa,
  ...consoleJa,
  ...flatten(errorsJa),
};
const en: Readonly<Record<string, string>> = {
  ...messagesEn,
  ...macInstallerEn,
  ...mailEn,
  ...consoleEn,
  ...flatten(errorsEn),
};

function flatten(texts: ErrorTexts): Record<string, string> {
  const entries = Object.entries(texts).flatMap(([code, text]) => [
    [`error.${code}.title`, text.title],
    [`error.${code}.action`, text.action],
  ]);
  return Object.fromEntries(entries);
}

/** Names of the placeholders of an ICU text, read from the parsed text whatever its nesting. */
function placeholders(text: string): string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const child of node) visit(child);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, value, options } = node as { type?: number; value?: unknown; options?: object };
    const isArgument = type !== undefined && type !== 0 && type !== 7;
    if (isArgument && typeof value === 'string') names.add(value);
    for (const option of Object.values(options ?? {})) visit((option as { value: unknown }).value);
  };
  visit(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

test('both languages hold the same keys', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ja).sort());
});

test('every error code has its text and no text is left over', () => {
  expect(
    Object.keys(errorsJa)
      .filter((code) => code !== 'unknown')
      .sort(),
  ).toEqual(Object.keys(errorCatalogue).sort());
});

test('no text is empty, and none uses the straight apostrophe, which ICU reads as a quotation mark', () => {
  for (const [key, text] of [...Object.entries(ja), ...Object.entries(en)]) {
    expect(text.trim(), key).not.toBe('');
    expect(text, key).not.toContain("'");
  }
});

test('a text has the same placeholders in both languages', () => {
  for (const key of Object.keys(ja)) expect(placeholders(en[key] ?? ''), key).toEqual(placeholders(ja[key] ?? ''));
});

test('placeholders are found inside plurals and selections', () => {
  expect(
    placeholders('{count, plural, one {# of {total}} other {# of {total}}} {kind, select, a {x} other {{name}}}'),
  ).toEqual(['count', 'kind', 'name', 'total']);
});

test('a Japanese text is Japanese and an English one holds no Japanese, but for names of languages', () => {
  const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
  for (const [key, text] of Object.entries(en)) {
    if (!key.startsWith('language.') && !key.startsWith('symbol.'))
      expect(japanese.test(text), `${key}: ${text}`).toBe(false);
  }
});
