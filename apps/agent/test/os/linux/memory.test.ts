/** What a process gives back: the holes of its heap, and the pages of its code; nothing that could not be had again. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mappedCode } from '../../../src/os/linux/memory.ts';

test('only the code of the very program that runs is found', () => {
  const maps = [
    '00400000-0082e000 r--p 00000000 fe:00 10732426                           /opt/sekisho/node',
    '0082e000-03489000 r-xp 0042e000 fe:00 10732426                           /opt/sekisho/node',
    '03489000-072a7000 r--p 03089000 fe:00 10732426                           /opt/sekisho/node',
    '072dc000-07308000 rwxp 06edc000 fe:00 10732426                           /opt/sekisho/node',
    '7f1200000000-7f1200021000 r-xp 00000000 00:00 0 ',
    '7f1209000000-7f1209155000 r-xp 00028000 fe:00 131             /usr/lib/x86_64-linux-gnu/libc.so.6',
    '7f120a000000-7f120a155000 r-xp 00028000 fe:00 132             /opt/sekisho/node (deleted)',
    '',
  ].join('\n');
  expect(mappedCode(maps, '/opt/sekisho/node')).toEqual([{ from: 0x82e000n, bytes: 0x2c5b000n }]);
  expect(mappedCode(maps, '/opt/sekisho')).toEqual([]);
});

test('the process holds less afterwards, and all of what it needs', () => {
  const script = fileURLToPath(import.meta.resolve('./return-memory.ts'));
  const { before, after, kept } = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
  expect(after.code).toBeLessThan(before.code / 2);
  expect(after.own).toBeLessThan(before.own - 20_000);
  expect(kept).toBe(true);
});
