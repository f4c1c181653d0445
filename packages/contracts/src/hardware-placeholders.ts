/** What makers leave in firmware tables when they fill in nothing: no name of a machine, and never what one is known by. Pure. */

const placeholders: ReadonlySet<string> = new Set([
  'to be filled by o.e.m.',
  'to be filled by o.e.m',
  'default string',
  'not specified',
  'not applicable',
  'not available',
  'not present',
  'not settable',
  'not set',
  'invalid',
  'system manufacturer',
  'system product name',
  'system serial number',
  'system version',
  'serial number',
  'none',
  'n/a',
  'na',
  'null',
  'o.e.m.',
  'oem',
  'empty',
  'unknown',
  'undefined',
  'type1productconfigid',
  'chassis serial number',
  'base board serial number',
  '123456789',
  '1234567890',
  '0123456789',
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
]);

/** `0`, `FFFF…`, `xxxx`, `00000000-0000-…`: one sign again and again says nothing either. */
const oneSign = /^([^a-z0-9]*|(?:[^a-z0-9]*([0fx])(?:[^a-z0-9]|\2)*))$/i;

export function isHardwarePlaceholder(text: string): boolean {
  const plain = text.trim().toLowerCase();
  return placeholders.has(plain) || oneSign.test(plain);
}
