/** What a new password must satisfy, shown while one types; the server has the last word (it knows more common words). */
import { passwordMinLength } from '@sekisho/contracts';

export type PasswordRule = 'length' | 'variety' | 'notObvious';
export const passwordRules: readonly PasswordRule[] = ['length', 'variety', 'notObvious'];

/** Whether `text` only counts up or down, going round at 9. */
function isSequence(signs: readonly string[]): boolean {
  const codes = signs.map((sign) => sign.charCodeAt(0));
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? code));
  return [1, -1].some((step) => steps.every((each) => each === step || each === -9 * step));
}

export function metPasswordRules(password: string, loginId: string): ReadonlySet<PasswordRule> {
  const met = new Set<PasswordRule>();
  const signs = Array.from(password);
  if (signs.length >= passwordMinLength) met.add('length');
  if (new Set(signs).size >= 5) met.add('variety');
  const lower = password.toLowerCase();
  const rest = [loginId.toLowerCase(), 'password', 'passw0rd', 'qwertyuiop', 'administrator', 'welcome']
    .filter((word) => word !== '')
    .reduce((left, word) => left.replaceAll(word, ''), lower);
  if (rest.length >= passwordMinLength / 2 && !isSequence(Array.from(lower))) met.add('notObvious');
  return met;
}
