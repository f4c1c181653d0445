/** Run by Wine's Node beside the agent: tells which texts the controls of the client window show, and which of them are grey, as JSON. */
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

const titles = ['Sekisho device protection', 'Sekisho 端末の保護'];
const dialog = titles.map((title) => find(0, 0, '#32770', title) as number).find((window) => window !== 0) ?? 0;
const texts: string[] = [];
const disabled: string[] = [];
if (dialog !== 0 && isVisible(dialog) !== 0)
  for (
    let child = find(dialog, 0, null, null) as number;
    child !== 0;
    child = find(dialog, child, null, null) as number
  ) {
    if (isVisible(child) === 0) continue;
    texts.push(textOf(child));
    if (isEnabled(child) === 0) disabled.push(textOf(child));
  }
process.stdout.write(JSON.stringify({ texts, disabled }));
