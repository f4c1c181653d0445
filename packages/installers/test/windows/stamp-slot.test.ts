/** The slot of Windows packages: what is put in comes out, whatever stands around it; what is damaged is noticed. */
import type { InstallerConfiguration } from '@sekisho/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asksForRestart, findSlots, makeSlot, readSlot, readStamped, slotBytes } from '../../src/windows/stamp-slot.ts';
import { installerConfiguration } from './installer-configuration.ts';

const configurations = fc
  .record({ settingName: fc.string({ unit: 'grapheme', maxLength: 100 }), groupName: fc.string({ maxLength: 100 }) })
  .map((names): InstallerConfiguration => ({ ...installerConfiguration, ...names }));

test('what is stamped is read again, and every slot has one size', () => {
  fc.assert(
    fc.property(
      configurations,
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ maxLength: 7 }),
      (stamped, before, after) => {
        const slot = makeSlot(stamped);
        expect(slot.length).toBe(slotBytes);
        const around = Buffer.concat([before, slot, after]);
        expect(findSlots(around)).toEqual([before.length]);
        expect(JSON.parse(readStamped(around)?.toString() ?? '')).toEqual(stamped);
      },
    ),
  );
});

test('a changed byte of the configuration is noticed', () => {
  fc.assert(
    fc.property(configurations, fc.nat(), (stamped, where) => {
      const slot = makeSlot(stamped);
      const at = 128 + (where % Buffer.byteLength(JSON.stringify(stamped)));
      slot[at] = (slot[at] ?? 0) ^ 1;
      expect(() => readSlot(slot)).toThrow('damaged');
    }),
  );
});

test('an empty slot holds nothing; of an empty and a filled one the filled one counts', () => {
  expect(readStamped(makeSlot(null))).toBeNull();
  const both = Buffer.concat([makeSlot(null), Buffer.alloc(99), makeSlot(installerConfiguration)]);
  expect(JSON.parse(readStamped(both)?.toString() ?? '')).toEqual(installerConfiguration);
});

test('what is longer than a slot is refused', () => {
  const rootPem = 'x'.repeat(8_192);
  expect(() => makeSlot({ ...installerConfiguration, rootPem })).toThrow(RangeError);
});

test.each([
  [{ restartPrompt: true, operationLog: true, externalDeviceControl: false }, true],
  [{ restartPrompt: true, operationLog: false, externalDeviceControl: true }, true],
  [{ restartPrompt: true, operationLog: false, externalDeviceControl: false }, false],
  [{ restartPrompt: false, operationLog: true, externalDeviceControl: true }, false],
])('%o asks for a restart: %s', (wanted, asks) => {
  const initial = { ...installerConfiguration.initial, ...wanted };
  expect(asksForRestart({ initial })).toBe(asks);
  expect(makeSlot({ ...installerConfiguration, initial }).toString('latin1', 26, 28)).toBe(asks ? 'DR' : 'D-');
});
