/** The window of Windows before any Windows sees it: its bytes, its order, its keys, its table. */
import { createTranslator, messagesFor } from '@sekisho/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WindowView } from '../../../src/client/window-view.ts';
import { statusFields } from '../../../src/client/window-view.ts';
import { type DialogControl, dialogTemplate } from '../../../src/os/windows/window/dialog-template.ts';
import { statusText } from '../../../src/os/windows/window/status-text.ts';
import { ids, pageOf, pages, windowDialog, withKey } from '../../../src/os/windows/window/window-layout.ts';

const texts = (['ja', 'en'] as const).map((language) => createTranslator(language, messagesFor(language)));

/** Reads back what Windows would: the test's own reader of DLGTEMPLATEEX. */
function readTemplate(bytes: Buffer) {
  let at = 0;
  const number = (width: 2 | 4) => {
    at += width;
    return bytes.readUIntLE(at - width, width);
  };
  const text = () => {
    const end =
      Array.from({ length: bytes.length }, (_, index) => at + 2 * index).find(
        (each) => bytes.readUInt16LE(each) === 0,
      ) ?? at;
    const found = bytes.toString('utf16le', at, end);
    at = end + 2;
    return found;
  };
  const area = () => ({ x: number(2), y: number(2), width: number(2), height: number(2) });
  expect([number(2), number(2)]).toEqual([1, 0xffff]);
  at += 8;
  const [style, count] = [number(4), number(2)];
  const whole = { style, ...area(), menu: number(2), class: number(2), title: text(), points: number(2) };
  at += 4;
  const font = text();
  const controls = Array.from({ length: count }, () => {
    at = (at + 3) & ~3;
    at += 4;
    const [extended, own] = [number(4), number(4)];
    const control = { extended, style: own, ...area(), id: number(4) };
    const isNumbered = bytes.readUInt16LE(at) === 0xffff;
    if (isNumbered) at += 2;
    const kind = isNumbered ? number(2) : text();
    const read = { ...control, kind, text: text() };
    expect(number(2)).toBe(0);
    return read;
  });
  return { ...whole, font, controls };
}

const place = fc.nat(2_000);
const words = fc.string({ maxLength: 30 }).filter((text) => !text.includes('\0'));
const anyControl: fc.Arbitrary<DialogControl> = fc.record({
  ...{ id: fc.nat(9_999), x: place, y: place, width: place, height: place, text: words, style: fc.nat(0xffff) },
  kind: fc.constantFrom('button', 'edit', 'label', 'SysTabControl32'),
});

test('whatever is described is what Windows reads', () => {
  const dialog = fc.record({
    ...{ title: words, font: words, points: fc.nat(72), width: place, height: place, style: fc.nat() },
    controls: fc.array(anyControl, { maxLength: 20 }),
  });
  fc.assert(
    fc.property(dialog, (described) => {
      const { controls, ...rest } = described;
      const kinds = { button: 0x80, edit: 0x81, label: 0x82, SysTabControl32: 'SysTabControl32' };
      const read = readTemplate(dialogTemplate(described));
      expect(read).toMatchObject(rest);
      expect(read.controls).toEqual(
        controls.map((each) => ({ ...each, kind: kinds[each.kind], style: 0x5000_0000 + each.style, extended: 0 })),
      );
    }),
  );
});

test('no two controls that are shown together have one key, and every field has a label before it', () => {
  for (const t of texts) {
    const { controls } = windowDialog(t, 'Segoe UI');
    expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
    const keyOf = (text: string) => /&([^&])/.exec(text.replaceAll('&&', ''))?.[1]?.toLowerCase() ?? '';
    const tabs = pages.map((page) => keyOf(withKey(t(`window.tab.${page}`))));
    for (const page of pages) {
      const shown = controls.filter(({ id }) => [page, null].includes(pageOf(id)));
      const keys = [...tabs, ...shown.map(({ text }) => keyOf(text)).filter((key) => key !== '')];
      expect(new Set(keys).size, keys.join()).toBe(keys.length);
    }
    controls.forEach(({ kind }, index) => {
      if (kind === 'edit')
        expect(controls[index - 1]).toMatchObject({ kind: 'label', text: expect.stringMatching(/./) });
    });
    expect(controls.at(-1)?.id).toBe(ids.book);
  }
});

test('nothing stands on anything else of its page, nor outside the window', () => {
  for (const t of texts) {
    const { controls, width, height } = windowDialog(t, 'Yu Gothic UI');
    const standing = controls.filter(({ id }) => id !== ids.book);
    for (const one of standing) {
      expect(one.x + one.width <= width && one.y + one.height <= height, String(one.id)).toBe(true);
      for (const other of standing) {
        const together = one.id < other.id && [pageOf(one.id), null].includes(pageOf(other.id));
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(!together || apart, `${one.id} and ${other.id}`).toBe(true);
      }
    }
  }
});

const ES_MULTILINE = 0x4;
const ES_AUTOHSCROLL = 0x80;

test('what is longer than its line goes on below where there are several lines', () => {
  for (const t of texts) {
    const fields = windowDialog(t, 'Segoe UI').controls.filter(({ kind }) => kind === 'edit');
    expect(fields.map(({ id, style }) => [id, (style & ES_AUTOHSCROLL) === 0])).toEqual(
      fields.map(({ id, style }) => [id, (style & ES_MULTILINE) !== 0]),
    );
  }
});

test('the table: what is said above it, a row for each value, further lines below their value', () => {
  const [, en = createTranslator('en', messagesFor('en'))] = texts;
  const none = Object.fromEntries(statusFields.map((field) => [field, null])) as WindowView['rows'];
  expect(statusText({ note: '', rows: none }, en)).toBe('');
  const rows = { ...none, last: 'never\nThe server cannot be reached.', version: '1.0' };
  expect(statusText({ note: 'Register.', rows }, en)).toBe(
    'Register.\r\n\r\nLast check-in\tnever\r\n\tThe server cannot be reached.\r\nVersion\t1.0',
  );
});
