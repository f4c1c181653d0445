/** The uninstall password: as it is read out, typed and checked. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkUninstallPassword, makeUninstallPassword, makeUninstallVerifier } from '../src/index.ts';

test('is made of signs that nobody confuses, and never the same', () => {
  const made = Array.from({ length: 200 }, () => makeUninstallPassword((count) => randomBytes(count)));
  for (const password of made) expect(password).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(made).size).toBe(made.length);
});

test.each([
  ['7K01-MX9P-4TRW-H3NB', true],
  ['7k01mx9p4trwh3nb', true],
  [' 7ＫＯＩ　ＭＸ９Ｐ－４ＴＲＷ－Ｈ３ＮＢ ', true],
  ['7koI-mx9p-4trw-h3nb\n', true],
  ['7K01-MX9P-4TRW-H3NC', false],
  ['7K01-MX9P-4TRW', false],
  ['', false],
])('%j against 7K01-MX9P-4TRW-H3NB: %j', async (typed, right) => {
  const verifier = await makeUninstallVerifier('7K01-MX9P-4TRW-H3NB', randomBytes(16));
  expect(await checkUninstallPassword(verifier, typed)).toBe(right);
  expect(JSON.stringify(verifier)).not.toContain('7K01');
});

test('the same password has another verifier each time', async () => {
  const [one, two] = await Promise.all([
    makeUninstallVerifier('7K01-MX9P-4TRW-H3NB', randomBytes(16)),
    makeUninstallVerifier('7K01-MX9P-4TRW-H3NB', randomBytes(16)),
  ]);
  expect(one.hash).not.toBe(two.hash);
});
