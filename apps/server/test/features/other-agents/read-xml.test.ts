/** Whatever was written comes back; whatever an agent would never write is refused before it can grow. */
import { deflateSync, gzipSync } from 'node:zlib';
import { readMessage } from '@sekisho/server/features/other-agents/agent-message';
import { readXml } from '@sekisho/server/features/other-agents/read-xml';
import { agentTextMaxBytes, packingOf, unpackBody } from '@sekisho/server/features/other-agents/unpack-body';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeXml, xmlDocument } from './agent-documents.ts';

const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
// An element of nothing but space between others is no text, and XML has no control characters.
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !/[\p{Cc}\ufffe\uffff]/u.test(value));
const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: text,
  tree: fc.dictionary(
    name.map((each) => each.toLowerCase()),
    fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      fc.array(text, { minLength: 2, maxLength: 4 }),
      tie('tree').filter((value) => Object.keys(value as object).length > 0),
    ),
    { minKeys: 1, maxKeys: 4, noNullPrototype: false },
  ),
}));

test('a tree that was written is read as it was', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (value) => {
      const read = await readXml(writeXml('REQUEST', value));
      expect(read).toEqual({ ok: true, root: 'request', tree: value });
    }),
    { numRuns: 200 },
  );
});

test('names of the language itself are names like others', async () => {
  const read = await readXml('<REQUEST><__proto__><a>1</a></__proto__><constructor>2</constructor></REQUEST>');
  expect(read.ok && Object.keys(read.tree)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['a']).toBeUndefined();
});

const laughs = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><REQUEST><QUERY>&b;</QUERY></REQUEST>`;
const outside = `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><REQUEST><QUERY>&x;</QUERY></REQUEST>`;

test.each([
  ['entities that double', laughs, 'agent-document-type'],
  ['an entity from outside', outside, 'agent-document-type'],
  ['a document type alone', '<!DOCTYPE html><REQUEST/>', 'agent-document-type'],
  ['an entity nobody declared', '<REQUEST><A>&nbsp;</A></REQUEST>', 'agent-unreadable'],
  ['deep nesting', '<A>'.repeat(100_000), 'agent-unreadable'],
  ['no end', '<REQUEST><QUERY>PROLOG</QUERY>', 'agent-unreadable'],
  ['tags that cross', '<REQUEST><A><B></A></B></REQUEST>', 'agent-unreadable'],
  ['text alone', 'hello', 'agent-unreadable'],
  ['nothing', '', 'agent-unreadable'],
  ['an element of text', '<REQUEST>PROLOG</REQUEST>', 'agent-unreadable'],
])('refused: %s', async (_what, xml, code) => {
  expect(await readXml(xml)).toMatchObject({ ok: false, code });
});

test.each([
  ['another root', '<REPLY><QUERY>PROLOG</QUERY></REPLY>'],
  ['an encoding of nobody', xmlDocument({ QUERY: 'PROLOG' }, 'UTF-7')],
  ['bytes that are no UTF-8', Buffer.from([0x3c, 0x41, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x41, 0x3e])],
  ['half of a JSON', '{"action":"inventory"'],
  ['JSON without a bottom', '{"a":'.repeat(50_000)],
  ['a prototype', '{"__proto__":{"action":"contact"}}'],
])('refused as a message: %s', async (_what, content) => {
  expect(await readMessage(Buffer.from(content as string))).toMatchObject({ ok: false, code: 'agent-unreadable' });
});

test('names and texts in the encodings that older agents declare', async () => {
  const latin = Buffer.from(xmlDocument({ QUERY: 'PROLOG', DEVICEID: 'Zoé' }, 'ISO-8859-1'), 'latin1');
  expect(await readMessage(latin)).toMatchObject({ ok: true, message: { action: 'contact', agentDeviceId: 'Zoé' } });
});

test('packed bodies are told by their bytes, and never unpack beyond the bound', async () => {
  const plain = Buffer.from(xmlDocument({ QUERY: 'PROLOG' }));
  for (const level of [1, 6, 9]) expect(packingOf(deflateSync(plain, { level }))).toBe('zlib');
  expect(packingOf(gzipSync(plain))).toBe('gzip');
  expect(packingOf(plain)).toBe('none');
  expect(packingOf(Buffer.from('{}'))).toBe('none');
  const bomb = Buffer.alloc(agentTextMaxBytes + 1);
  expect(await unpackBody(deflateSync(bomb))).toBeNull();
  expect(await unpackBody(gzipSync(bomb))).toBeNull();
  expect(await unpackBody(deflateSync(plain).subarray(0, 20))).toBeNull();
});
