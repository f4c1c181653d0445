/** Takes secrets out of what is handed to support: whatever a line says, none of these leave the device. Pure. */

const removed = '<removed>';

/** Words that name a secret where a value follows them. `serial` is of the enrolment: a machine's own stands in no log of ours. */
const secretNames =
  'password|passwd|passphrase|secret|token|serial|serialnumber|serial_number|privatekey|private_key|pendingkey|sealkey|authorization|cookie|credential|credentials|api_?key';

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

const rules: readonly Rule[] = [
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: removed,
  },
  // Of addresses: the name before it goes too.
  { pattern: /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/gi, replacement: `$1${removed}@` },
  { pattern: /\b(Bearer|Basic|Digest|Negotiate)\s+[^\s"',;]+/gi, replacement: `$1 ${removed}` },
  // "name": "value", also as escaped within another text.
  {
    pattern: new RegExp(
      `(\\\\*["'][\\w-]*(?:${secretNames})[\\w-]*\\\\*["']\\s*:\\s*)(?:\\\\*"(?:[^"\\\\]|\\\\+[^"\\\\]|\\\\\\\\)*\\\\*"|[^\\s,}\\]]+)`,
      'gi',
    ),
    replacement: `$1"${removed}"`,
  },
  // name=value, name: value, --name value
  {
    pattern: new RegExp(
      `(\\b[\\w-]*(?:${secretNames})[\\w-]*\\s*[=:]\\s*)(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s"',;&<]+)`,
      'gi',
    ),
    replacement: `$1${removed}`,
  },
  {
    pattern: new RegExp(`(--[\\w-]*(?:${secretNames})[\\w-]*\\s+)(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s"'<-][^\\s"']*)`, 'gi'),
    replacement: `$1${removed}`,
  },
  // Serial numbers of the enrolment, wherever they stand.
  { pattern: /\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b/gi, replacement: removed },
  // Tokens, keys and assertions by their looks; hashes in hexadecimal are no secrets.
  {
    pattern: /(?<![A-Za-z0-9_.+/-])(?![0-9a-f]+(?![A-Za-z0-9_.+/=-]))[A-Za-z0-9_+.-]{40,}={0,2}/g,
    replacement: removed,
  },
];

const shortestSecret = 4;

/** Whether bytes that cannot be changed hold one of them, in either way that systems write text. */
export function holdsSecret(content: Uint8Array, known: readonly string[]): boolean {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return known
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le')])
    .some((secret) => bytes.includes(secret));
}

/** @param known secrets that are on this machine, whatever they look like */
export function scrub(text: string, known: readonly string[] = []): string {
  const withoutKnown = known
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((left, secret) => left.replaceAll(secret, removed), text);
  return rules.reduce((left, { pattern, replacement }) => left.replace(pattern, replacement), withoutKnown);
}
