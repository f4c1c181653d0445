/** What the command line understands, and what it calls a mistake. */
import { expect, test } from 'vitest';
import { normalizeServer } from '../../src/agent-config.ts';
import { commandNames, commandOptions, readCommandLine } from '../../src/cli/command-line.ts';
import { helpLines, plainHelp } from '../../src/cli/help.ts';

test.each([
  [[], { kind: 'help', command: null }],
  [['--help'], { kind: 'help', command: null }],
  [['enrol', '--help'], { kind: 'help', command: 'enrol' }],
  [['run', '-h'], { kind: 'help', command: 'run' }],
  [['--version'], { kind: 'version' }],
  [['dance'], { kind: 'command-unknown', command: 'dance' }],
  [['status', '--jsno'], { kind: 'option-unknown', option: '--jsno' }],
  [['status', 'now'], { kind: 'option-unknown', option: 'now' }],
  [['status', '--json=yes'], { kind: 'option-unknown', option: '--json' }],
  [['run', '--server', 'https://a'], { kind: 'option-unknown', option: '--server' }],
  [['enrol', '--server'], { kind: 'option-missing', option: '--server' }],
  [['enrol', '--server', '--serial', 'x'], { kind: 'option-missing', option: '--server' }],
  [['lock-screen', '--display', ':0'], { kind: 'lock-screen', args: ['--display', ':0'] }],
  [['collect-inventory'], { kind: 'collect-inventory', sections: [] }],
  [['collect-inventory', 'disks'], { kind: 'collect-inventory', sections: ['disks'] }],
])('%j', (args, line) => {
  expect(readCommandLine(args)).toEqual(line);
});

test.each([
  [['enrol', '--server', 'https://a:8443', '--serial=AB-CD'], 'enrol', 'https://a:8443', 'AB-CD'],
  [['enroll', '--serial', 'AB', '--server=b'], 'enrol', 'b', 'AB'],
])('%j gives its options', (args, command, server, serial) => {
  const line = readCommandLine(args);
  if (line.kind !== 'command') throw new Error(line.kind);
  expect([line.command, line.options.text('server'), line.options.text('serial')]).toEqual([command, server, serial]);
  expect(line.options.flag('yes')).toBe(false);
});

test.each(commandNames)('the help of %s names each of its options', (command) => {
  const text = helpLines(command, (key) => key, plainHelp).join('\n');
  for (const option of commandOptions[command]) expect(text).toContain(`--${option}`);
});

test.each([
  ['https://sekisho.example.jp:8443', 'https://sekisho.example.jp:8443'],
  ['https://sekisho.example.jp:8443/', 'https://sekisho.example.jp:8443'],
  ['https://Sekisho.Example.JP/console/devices?x=1', 'https://sekisho.example.jp'],
  ['sekisho.example.jp:8443', 'https://sekisho.example.jp:8443'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://192.0.2.9:8080', null],
  ['http://localhost.example:8080', null],
  ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443'],
  ['ftp://sekisho.example.jp', null],
  ['https://user:secret@sekisho.example.jp', null],
  ['https://', null],
  ['', null],
])('the address %s', (typed, address) => {
  expect(normalizeServer(typed)).toBe(address);
});
