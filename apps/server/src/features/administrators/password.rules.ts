/** Which passwords are too easy to guess. */
import { passwordMinLength } from '@sekisho/contracts';

const fewestDifferentSigns = 5;

/** Beginnings of what people choose when they are asked for twelve characters. */
const common = [
  'password',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'qwertyuiop',
  '1q2w3e4r',
  'qazwsx',
  'administrator',
  'letmein',
  'iloveyou',
  'welcome',
];

/** Whether `text` only counts up or down (123456789012, abcdefghijkl), going round at 9. */
function isSequence(text: string): boolean {
  const codes = Array.from(text, (sign) => sign.charCodeAt(0));
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? code));
  return [1, -1].some((step) => steps.every((each) => each === step || each === -9 * step));
}

/** Whether a password is acceptable for a new or changed log-in. The length is counted in characters as people see them. */
export function isPasswordTooWeak(password: string, loginId: string): boolean {
  const signs = Array.from(password);
  if (signs.length < passwordMinLength) return true;
  if (new Set(signs).size < fewestDifferentSigns) return true;
  const lower = password.toLowerCase();
  const rest = common.reduce((left, word) => left.replaceAll(word, ''), lower.replaceAll(loginId.toLowerCase(), ''));
  return isSequence(lower) || rest.length < passwordMinLength / 2;
}
