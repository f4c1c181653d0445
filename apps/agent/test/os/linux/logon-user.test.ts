/** The log-on user (N24): who sits at the machine when it is asked, blank when nobody does, found again at the next start. */
import { expect, test } from 'vitest';
import {
  chooseLogonUser,
  createLogonUserReader,
  parseSessionProperties,
  readLoginSessions,
} from '../../../src/os/linux/collect/login-sessions.ts';
import { recordedMachine } from './recorded-machine.ts';

/** A record of utmp(5) as glibc writes it on x86. */
function record(user: string, line: string, processId: number, seconds: number): Buffer {
  const bytes = Buffer.alloc(384);
  bytes.writeInt16LE(7, 0);
  bytes.writeInt32LE(processId, 4);
  bytes.write(line, 8);
  bytes.write(user, 44);
  bytes.writeUInt32LE(seconds, 340);
  return bytes;
}

function machineWith(utmp: Buffer, processes: readonly number[]) {
  const modified = Object.fromEntries(processes.map((id) => [`/proc/${id}`, 1]));
  const machine = recordedMachine({ name: 'board', modified: { '/run/utmp': 1, ...modified } });
  return { ...machine, readBytes: async (file: string) => (file === '/run/utmp' ? utmp : null) };
}

test('without logind: whoever sits at the machine, not who is there by network', async () => {
  const utmp = Buffer.concat([record('hanako', 'pts/0', 20, 900), record('taro', 'tty1', 10, 100)]);
  expect(chooseLogonUser(await readLoginSessions(machineWith(utmp, [10, 20])))).toBe('taro');
});

test('a record that its process left behind is nobody', async () => {
  const utmp = Buffer.concat([record('taro', ':0', 10, 100), record('hanako', 'pts/0', 20, 200)]);
  expect(chooseLogonUser(await readLoginSessions(machineWith(utmp, [20])))).toBe('hanako');
  expect(chooseLogonUser(await readLoginSessions(machineWith(utmp, [])))).toBeNull();
});

const session = (name: string, more: string) => `Name=${name}\nSeat=seat0\nRemote=no\nType=wayland\n${more}`;
test.each([
  ['a greeter alone', session('gdm', 'Class=greeter\nActive=yes\nState=active'), null],
  ['a session that is closing', session('taro', 'Class=user\nActive=no\nState=closing'), null],
  ['a manager of a user who only has timers', session('taro', 'Class=manager\nState=active'), null],
  ['nothing', '', null],
  ['somebody behind a screen lock', session('taro', 'Class=user\nActive=yes\nState=active'), 'taro'],
  [
    'two who share a machine: the one in front',
    `${session('taro', 'Class=user\nActive=no\nState=online')}\n\n${session('hanako', 'Class=user\nActive=yes\nState=active')}`,
    'hanako',
  ],
])('with logind, %s: %j is %j', (_what, text, user) => {
  expect(chooseLogonUser(parseSessionProperties(text, null))).toBe(user);
});

test('asked again only after something changed; a new start asks anew', async () => {
  let reads = 0;
  let mark = 1;
  let utmp = record('taro', 'tty1', 10, 100);
  const sources = {
    ...machineWith(utmp, [10]),
    modifiedAt: async (file: string) => (file === '/run/utmp' ? mark : file === '/proc/10' ? 1 : null),
    readBytes: async (file: string) => {
      if (file !== '/run/utmp') return null;
      reads += 1;
      return utmp;
    },
  };
  const reader = createLogonUserReader(sources);
  expect([await reader.read(), await reader.read(), reads]).toEqual(['taro', 'taro', 1]);
  utmp = Buffer.alloc(384);
  mark = 2;
  expect([await reader.read(), reads]).toEqual([null, 2]);
  expect([await createLogonUserReader(sources).read(), reads]).toEqual([null, 3]);
});
