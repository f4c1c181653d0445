/** The icon of the notification area before any Windows sees it: its bytes, its tip, its menu. */
import { createTranslator, messagesFor } from '@sekisho/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClientStatus } from '../../../src/client/client-protocol.ts';
import { trayViewOf } from '../../../src/client/tray-view.ts';
import { notifyIconData } from '../../../src/os/windows/tray/notify-icon.ts';

/** As shellapi.h lays NOTIFYICONDATAW out for processors of 64 and of 32 bits. */
const layouts = [
  [
    8,
    { bytes: 976, window: 8, id: 16, flags: 20, message: 24, icon: 32, tip: 40, text: 304, version: 816, title: 820 },
  ],
  [4, { bytes: 956, window: 4, id: 8, flags: 12, message: 16, icon: 20, tip: 24, text: 288, version: 800, title: 804 }],
] as const;

const textAt = (data: Buffer, at: number, letters: number) => {
  const text = data.toString('utf16le', at, at + letters * 2);
  expect(text).toContain('\0');
  return text.slice(0, text.indexOf('\0'));
};

const anyText = fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => !text.includes('\0'));

test.each(layouts)('with handles of %i bytes every member stands where Windows looks for it', (pointerBytes, at) => {
  const handle = fc.nat({ max: 0x7fff_ffff });
  fc.assert(
    fc.property(handle, handle, anyText, fc.option(anyText), (window, icon, tip, told) => {
      const balloon = told === null ? {} : { balloon: { title: told, text: told } };
      const data = notifyIconData(pointerBytes, { window, message: 0x8001, icon, tip, ...balloon });
      expect(data.length).toBe(at.bytes);
      expect([0, at.window, at.id, at.message, at.icon, at.version].map((place) => data.readUInt32LE(place))).toEqual([
        ...[at.bytes, window, 1, 0x8001, icon, 4],
      ]);
      expect(data.readUInt32LE(at.flags)).toBe(0x85 | (icon === 0 ? 0 : 0x2) | (told === null ? 0 : 0x10));
      for (const [text, place, letters] of [
        [tip, at.tip, 128],
        [told ?? '', at.text, 256],
        [told ?? '', at.title, 64],
      ] as const) {
        const read = textAt(data, place, letters);
        if (text.length < letters) expect(read).toBe(text);
        else expect(text.startsWith(read.slice(0, -1)) && read.endsWith('…') && read.isWellFormed()).toBe(true);
      }
    }),
  );
});

const status: ClientStatus = {
  ...{
    registration: 'registered',
    version: '1.2.3',
    server: 'https://sekisho.example',
    installed: null,
    installer: null,
  },
  proxy: {
    effective: { choice: { mode: 'system' }, by: 'nobody', locked: false },
    own: null,
    inUse: null,
    trouble: null,
  },
  device: {
    ...{ deviceId: 'd', organizationName: 'Example', mode: 'unlocked', screen: 'none' },
    ...{ screenShown: false, screenFaults: [], releasedUntil: null },
    ...{ settingsRevision: 1, policyCode: 'A01', now: 0, lastCheckInAt: null, lastInventoryAt: null },
    ...{ lastFailure: 'offline', nextCheckInInMs: null, live: 'off', waitingItems: 0 },
  },
};

test.each([
  ['ja', status, 'Sekisho: 登録済み\n状態: ロックなし\n前回の認証: まだありません', true, 'バージョン 1.2.3'],
  ['en', status, 'Sekisho: Registered\nState: not locked\nLast check-in: not yet', true, 'Version 1.2.3'],
  ['en', { ...status, registration: 'unregistered', device: null }, 'Sekisho: Not registered', false, 'Version 1.2.3'],
  ['ja', null, 'Sekisho: エージェントが動いていません', false, 'バージョン 9.9.9'],
] as const)('in %s the icon says how the device stands, and offers what can be done', (language, known, ...said) => {
  const t = createTranslator(language, messagesFor(language));
  const { tip, mayConnect, version } = trayViewOf(known, '9.9.9', { language, t });
  expect([tip, mayConnect, version]).toEqual(said);
});
