/** The lock of a Mac's session: ways are tried until the registry says that it is locked, and again when somebody opens it. */
import { setImmediate as turn } from 'node:timers/promises';
import type { ScreenEvent } from '@sekisho/agent-core';
import { expect, test } from 'vitest';
import type { ConsoleSession } from '../../../src/os/macos/console-session.ts';
import type { OwnCover } from '../../../src/os/macos/lock-screen/own-cover.ts';
import type { SessionHelper } from '../../../src/os/macos/lock-screen/session-helper.ts';
import { lockWays } from '../../../src/os/macos/lock-session.ts';
import { createSessionScreen } from '../../../src/os/macos/session-screen.ts';
import { recordedMac } from './recorded-mac.ts';

const content = { screen: 'remote', organizationName: '見本', message: '', telephone: '' } as const;

const noHelper: SessionHelper = {
  prepare: async () => undefined,
  start: async () => undefined,
  hide: async () => undefined,
};

const nobody: OwnCover = {
  keep: async () => undefined,
  hide: async () => undefined,
  isComing: () => false,
  hasSpoken: () => false,
  covers: () => false,
};

function stage(working: number | null) {
  let session: ConsoleSession | null = { userId: 501, locked: false };
  let act = () => {};
  let closed = false;
  const tried: string[] = [];
  const events: ScreenEvent[] = [];
  const own = { coming: false, speaking: true, covering: false, kept: [] as string[] };
  const faults: string[] = [];
  const helped: string[] = [];
  const loginText = { stands: true, isBack: true };
  const texts: string[] = [];
  const way = (index: number) => async (userId: number) => {
    tried.push(`${index} ${userId}`);
    if (index === working) session = { userId, locked: true };
  };
  const screen = createSessionScreen({
    look: async () => session,
    ways: [way(0), way(1), way(2)],
    own: {
      keep: async (userId, { title }) => void own.kept.push(`${userId} ${title}`),
      hide: async () => void own.kept.push('hidden'),
      isComing: () => own.coming,
      hasSpoken: () => own.speaking,
      covers: () => own.covering,
    },
    helper: {
      prepare: async ({ title }) => void helped.push(`prepared ${title}`),
      start: async (userId) => void helped.push(`started ${userId}`),
      hide: async () => void helped.push('hidden'),
    },
    loginText: {
      async show(text) {
        texts.push(text);
        return loginText.stands;
      },
      async restore() {
        texts.push('restored');
        return loginText.isBack;
      },
    },
    language: 'en',
    every: (_, look) => {
      act = look;
      return {
        close: () => {
          closed = true;
        },
      };
    },
  });
  screen.listen((event) => {
    if (event.type === 'fault') faults.push(`${event.fault} ${event.over ? 'over' : 'began'}`);
    else events.push(event);
  });
  return {
    screen,
    own,
    loginText,
    texts,
    faults,
    helped,
    tried,
    events,
    isClosed: () => closed,
    become: (next: ConsoleSession | null) => {
      session = next;
    },
    async tick() {
      act();
      await turn();
    },
  };
}

test('a way that works is told only after it has been seen to, and only once', async () => {
  const { screen, tried, events, tick } = stage(1);
  screen.show(content);
  await turn();
  expect([tried, events]).toEqual([['0 501'], []]);
  await tick();
  expect([tried, events]).toEqual([['0 501', '1 501'], []]);
  await tick();
  await tick();
  expect(events).toEqual([{ type: 'shown', screen: 'remote', by: 'system' }]);
  expect(tried).toHaveLength(2);
});

test('whoever opens the session with its password is locked out again', async () => {
  const { screen, events, become, tick, tried } = stage(0);
  screen.show(content);
  await turn();
  await tick();
  become({ userId: 501, locked: false });
  await tick();
  await tick();
  expect(tried).toEqual(['0 501', '0 501']);
  expect(events.map(({ type }) => type)).toEqual(['shown', 'shown']);
});

test('another user who is switched to is locked as well; at the login window nothing is claimed', async () => {
  const { screen, events, become, tick, tried } = stage(0);
  become(null);
  screen.show(content);
  await turn();
  await tick();
  expect([tried, events]).toEqual([[], []]);
  become({ userId: 502, locked: false });
  await tick();
  expect(tried).toEqual(['0 502']);
});

test('a session that stays open after every way is told as a failure, and tried further', async () => {
  const { screen, events, tick, tried } = stage(null);
  screen.show(content);
  await turn();
  for (let round = 0; round < 3; round += 1) await tick();
  expect(tried).toEqual(['0 501', '1 501', '2 501', '0 501']);
  expect(events).toEqual([{ type: 'failed', reason: 'the session stays open' }]);
});

test('a release ends the watch; the session’s own lock stays until its user opens it', async () => {
  const { screen, events, isClosed, become, tick, tried } = stage(0);
  screen.show(content);
  await turn();
  await tick();
  screen.hide();
  expect(isClosed()).toBe(true);
  become({ userId: 501, locked: false });
  await tick();
  expect(tried).toHaveLength(1);
  expect(events.at(-1)).toEqual({ type: 'hidden' });
});

test('a registry that does not answer is a failure, not an open session', async () => {
  const events: ScreenEvent[] = [];
  const screen = createSessionScreen({
    look: async () => {
      throw new Error('ioreg does not answer');
    },
    ways: [async () => expect.unreachable()],
    own: nobody,
    helper: noHelper,
    loginText: { show: async () => true, restore: async () => true },
    language: 'en',
    every: () => ({ close: () => undefined }),
  });
  screen.listen((event) => {
    if (event.type !== 'fault') events.push(event);
  });
  screen.show(content);
  await turn();
  expect(events).toEqual([{ type: 'failed', reason: 'Error: ioreg does not answer' }]);
});

test('the ways run in the session of the user, not in that of the daemon', async () => {
  const mac = recordedMac();
  const program = '/Library/Application Support/Sekisho/agent';
  for (const way of lockWays(mac, [`${program}/node-arm64`, `${program}/agent.cjs`])) await way(501);
  expect(mac.calls).toEqual([
    `launchctl asuser 501 sudo -u #501 ${program}/node-arm64 ${program}/agent.cjs lock-screen`,
    'launchctl asuser 501 sudo -u #501 /System/Library/CoreServices/Menu Extras/User.menu/Contents/Resources/CGSession -suspend',
    'pmset displaysleepnow',
  ]);
});

test('whoever opens the session meets our screen: it gets one look’s time, and while it holds nothing is locked again', async () => {
  const { screen, own, events, become, tick, tried } = stage(0);
  own.coming = true;
  screen.show(content);
  await turn();
  await tick();
  expect([tried, own.kept]).toEqual([['0 501'], ['501 Remote lock', '501 Remote lock']]);
  become({ userId: 501, locked: false });
  await tick();
  expect(tried).toHaveLength(1);
  own.covering = true;
  await tick();
  await tick();
  expect(tried).toHaveLength(1);
  expect(events).toEqual([
    { type: 'shown', screen: 'remote', by: 'system' },
    { type: 'shown', screen: 'remote', by: 'own' },
  ]);
});

test.each([
  ['is not in front after one look', true, 2],
  ['has no process', false, 2],
])('our screen %s: the session is locked by the system again', async (_, coming, locks) => {
  const { screen, own, become, tick, tried } = stage(0);
  own.coming = coming;
  screen.show(content);
  await turn();
  await tick();
  become({ userId: 501, locked: false });
  await tick();
  expect(tried).toHaveLength(coming ? 1 : 2);
  await tick();
  expect(tried).toHaveLength(locks);
});

test('our screen stops to hold: the session is locked at that look', async () => {
  const { screen, own, become, tick, tried } = stage(0);
  own.coming = true;
  screen.show(content);
  await turn();
  await tick();
  own.covering = true;
  become({ userId: 501, locked: false });
  await tick();
  own.covering = false;
  await tick();
  expect(tried).toHaveLength(2);
});

test('message and number go to the screens of macOS too, and what stood there comes back', async () => {
  const { screen, own, texts } = stage(0);
  screen.show({ ...content, message: 'Found this Mac?', telephone: '03-0000-0000' });
  await turn();
  screen.hide();
  await turn();
  expect(texts).toEqual([expect.stringMatching(/^Found this Mac\?\n.*03-0000-0000/), 'restored']);
  expect(own.kept.at(-1)).toBe('hidden');
});

test.each([
  ['does not come to the front', true, true, 'own-screen-behind'],
  ['says nothing', true, false, 'own-screen-ended'],
  ['has no process', false, false, 'own-screen-ended'],
])(
  'our screen %s when somebody opens the session: that is told, and that it is over',
  async (_, coming, speaking, fault) => {
    const { screen, own, faults, become, tick } = stage(0);
    [own.coming, own.speaking] = [coming, speaking];
    screen.show(content);
    await turn();
    await tick();
    become({ userId: 501, locked: false });
    await tick();
    await tick();
    expect(faults.filter((told) => told.startsWith('own'))).toEqual([`${fault} began`]);
    own.covering = true;
    become({ userId: 501, locked: false });
    await tick();
    expect(faults).toContain(`${fault} over`);
  },
);

test('whoever logs on is locked at once; a screen that had no time yet is not blamed', async () => {
  const { screen, own, faults, become, tick, tried } = stage(0);
  own.coming = true;
  screen.show(content);
  await turn();
  await tick();
  become(null);
  await tick();
  become({ userId: 502, locked: false });
  await tick();
  expect(tried).toEqual(['0 501', '0 502']);
  expect(faults).toEqual(['system-message-refused over']);
});

test('a message that the system does not take is told, and one that cannot be taken back', async () => {
  const { screen, loginText, faults } = stage(0);
  [loginText.stands, loginText.isBack] = [false, false];
  screen.show(content);
  await turn();
  screen.hide();
  await turn();
  expect(faults).toEqual(['system-message-refused began', 'system-message-left began']);
});

test('the helper is ready for whoever logs on, is started where our own process stays silent, and stands back when it speaks', async () => {
  const { screen, own, helped, become, tick } = stage(null);
  [own.coming, own.speaking] = [true, false];
  become(null);
  screen.show(content);
  await turn();
  expect(helped.splice(0)).toEqual(['prepared Remote lock']);
  become({ userId: 501, locked: false });
  for (let look = 0; look < 3; look += 1) await tick();
  expect(helped.splice(0)).toEqual(Array.from({ length: 3 }, () => 'prepared Remote lock'));
  await tick();
  expect(helped.splice(0)).toEqual(['prepared Remote lock', 'started 501']);
  own.speaking = true;
  await tick();
  expect(helped.splice(0)).toEqual(['hidden']);
  own.speaking = false;
  await tick();
  expect(helped.splice(0)).toEqual(['prepared Remote lock']);
  screen.hide();
  expect(helped).toEqual(['hidden']);
});

test('a release while our own process is being told leaves nothing for the helper to show', async () => {
  const { screen, own, helped } = stage(0);
  own.speaking = false;
  screen.show(content);
  // The look has begun: it waits for what the registry and our process answer.
  await Promise.resolve();
  screen.hide();
  await turn();
  expect(helped.at(-1)).toBe('hidden');
});
