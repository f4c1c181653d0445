/** Formatting and the choice of a language. */
import { expect, test } from 'vitest';
import { chooseLanguage, createTranslator, errorText, format, formatText, parseAcceptLanguage } from '../src/index.ts';

test('a text without parameters is returned as it is', () => {
  expect(format('ja', 'lock-screen.remote')).toBe('リモートロック中');
  expect(format('en', 'lock-screen.remote')).toBe('Remote lock');
});

test('numbers and plurals follow the language', () => {
  const text = '{count, plural, one {# device} other {# devices}}';
  expect(formatText('en', text, { count: 1 })).toBe('1 device');
  expect(formatText('en', text, { count: 12345 })).toBe('12,345 devices');
});

test('a translator formats the same text again and again', () => {
  const translate = createTranslator('ja', { greeting: '{name} さん' });
  expect([translate('greeting', { name: '佐藤' }), translate('greeting', { name: '鈴木' })]).toEqual([
    '佐藤 さん',
    '鈴木 さん',
  ]);
});

test('markup in a parameter stays text', () => {
  expect(formatText('en', 'Lock {name}?', { name: '<b>x</b>' })).toBe('Lock <b>x</b>?');
});

test('a missing parameter is a fault, not a hole in a sentence', () => {
  expect(() => formatText('en', 'Lock {name}?')).toThrow();
});

test('the documented sentence is shown for a refused registration', () => {
  expect(errorText('ja', 'enrolment-refused').title).toBe(
    '認証に失敗しました。入力されたシリアル番号、または契約数に間違いがないかご確認ください。',
  );
});

test('a code nobody knows yet gets the general text', () => {
  expect(errorText('en', 'from-a-newer-server')).toEqual(errorText('en', 'unknown'));
});

test.each([
  [['ja-JP', 'en'], 'ja'],
  [['ja_JP.UTF-8'], 'ja'],
  [['fr', 'JA'], 'ja'],
  [['en-US', 'ja'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
])('%j chooses %s', (preferred, expected) => {
  expect(chooseLanguage(preferred)).toBe(expected);
});

test('an Accept-Language header is read by weight', () => {
  expect(parseAcceptLanguage('en;q=0.5, ja, fr;q=0, de;q=x')).toEqual(['ja', 'en']);
  expect(parseAcceptLanguage('')).toEqual([]);
});
