/** Run by Wine's Node beside koffi: tells which texts the controls of the client window show, or of windows whose title begins as given, and which are grey, as JSON. */
import { createRequire } from 'node:module';
import path from 'node:path';

type Koffi = typeof import('koffi');

const koffi = createRequire(process.argv[1] ?? '')(
  path.join(path.dirname(process.argv[1] ?? ''), 'koffi.node'),
) as Koffi;
const user = koffi.load('user32.dll');
const find = user.func('intptr_t __stdcall FindWindowExW(intptr_t parent, intptr_t after, str16 name, str16 title)');
const isVisible = user.func('int __stdcall IsWindowVisible(intptr_t window)');
const isEnabled = user.func('int __stdcall IsWindowEnabled(intptr_t window)');
const send = user.func(
  'intptr_t __stdcall SendMessageW(intptr_t window, uint32_t message, uintptr_t size, _Out_ uint8_t *text)',
);

const WM_GETTEXT = 0x0d;
const longest = 4_096;

function textOf(window: unknown): string {
  const buffer = Buffer.alloc(longest * 2);
  const length = Number(send(window, WM_GETTEXT, longest, buffer));
  return buffer.toString('utf16le', 0, length * 2);
}

const titles = process.argv.length > 2 ? process.argv.slice(2) : ['Sekisho device protection', 'Sekisho 端末の保護'];
const texts: string[] = [];
const disabled: string[] = [];

function childrenOf(parent: number, kind: string | null = null): number[] {
  const children: number[] = [];
  for (
    let child = find(parent, 0, kind, null) as number;
    child !== 0;
    child = find(parent, child, kind, null) as number
  ) {
    if (isVisible(child) !== 0) children.push(child);
  }
  return children;
}

function readAll(parent: number): void {
  for (const child of childrenOf(parent)) {
    texts.push(textOf(child));
    if (isEnabled(child) === 0) disabled.push(textOf(child));
    readAll(child);
  }
}

for (const dialog of childrenOf(0, '#32770'))
  if (titles.some((title) => textOf(dialog).startsWith(title))) readAll(dialog);
process.stdout.write(JSON.stringify({ texts, disabled }));
