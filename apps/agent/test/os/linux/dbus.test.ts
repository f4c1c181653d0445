/** The D-Bus protocol: what is written is read again, as the reference tool reads it; what is no message is refused. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage, encodeAnswer, encodeCall, lengthOfMessage } from '../../../src/os/linux/dbus/dbus-message.ts';
import { DBusFormatError, firstType, ValueReader, ValueWriter } from '../../../src/os/linux/dbus/dbus-values.ts';
import { openSystemBus } from '../../../src/os/linux/dbus/system-bus.ts';
import { startPrivateBus } from './private-bus.ts';

const run = promisify(execFile);

test.each([
  ['a{sv}u', 'a{sv}'],
  ['aa(iu)s', 'aa(iu)'],
  ['(s(dd))o', '(s(dd))'],
  ['v', 'v'],
])('the first type of %s is %s', (signature, first) => {
  expect(firstType(signature)).toBe(first);
});

const variant = fc.oneof(
  fc.string().map((value) => ({ signature: 's', value: value.replaceAll('\0', '') })),
  fc.nat().map((value) => ({ signature: 'u', value })),
  fc.boolean().map((value) => ({ signature: 'b', value })),
);

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), variant, fc.dictionary(fc.string(), variant), (text, number, held, entries) => {
      const clean = text.replaceAll('\0', '');
      const dictionary = new Map(Object.entries(entries).map(([name, value]) => [name.replaceAll('\0', ''), value]));
      const writer = new ValueWriter();
      writer.writeAll('suvya{sv}b', [clean, number, held, 7, dictionary, true]);
      const read = new ValueReader(writer.bytes, true).readAll('suvya{sv}b');
      const values = new Map([...dictionary].map(([name, { value }]) => [name, value]));
      expect(read).toEqual([clean, number, held.value, 7, values, true]);
    }),
  );
});

test('a call and its answer keep to themselves', () => {
  const call = { destination: 'a.b', path: '/c', interface: 'd.e', member: 'F', signature: 'su', body: ['x', 5] };
  const bytes = encodeCall(call, 9);
  expect(lengthOfMessage(bytes)).toBe(bytes.length);
  expect(decodeMessage(bytes)).toEqual({
    type: 'call',
    serial: 9,
    sender: '',
    path: '/c',
    member: 'F',
    body: ['x', 5],
  });
  const answer = encodeAnswer({ serial: 9, sender: ':1.2' }, { signature: 'u', body: [3] }, 1);
  expect(decodeMessage(answer)).toEqual({ type: 'return', replyTo: 9, body: [3] });
  expect(decodeMessage(encodeAnswer({ serial: 9, sender: ':1.2' }, null, 1))).toMatchObject({
    type: 'error',
    replyTo: 9,
  });
});

test('bytes of anybody are read or refused, and never more than a message may be', () => {
  const whole = encodeCall(
    { destination: 'a.b', path: '/c', interface: 'd.e', member: 'F', signature: 's', body: ['x'] },
    9,
  );
  const begun = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });
  fc.assert(
    fc.property(begun, (changes) => {
      const bytes = Buffer.from(whole);
      for (const [index, byte] of changes) bytes[index] = byte;
      try {
        const length = lengthOfMessage(bytes);
        if (length !== null) decodeMessage(bytes);
      } catch (error) {
        expect(error instanceof DBusFormatError || error instanceof RangeError).toBe(true);
      }
    }),
  );
  const huge = Buffer.from(whole);
  huge.writeUInt32LE(64 * 1024 * 1024, 4);
  expect(() => lengthOfMessage(huge)).toThrow('too large');
});

test('a real bus takes our calls, brings its answers and signals, and carries calls to us', async () => {
  await using private_ = await startPrivateBus();
  const { address } = private_;
  const bus = await openSystemBus(address);
  const daemon = { destination: 'org.freedesktop.DBus', path: '/', interface: 'org.freedesktop.DBus' };
  const [names] = await bus.call({ ...daemon, member: 'ListNames' });
  expect(names).toContain('org.freedesktop.DBus');
  await expect(bus.call({ ...daemon, member: 'Nonsense' })).rejects.toMatchObject({
    code: 'org.freedesktop.DBus.Error.UnknownMethod',
  });
  const heard = new Promise((resolve) => {
    void bus.listen("type='signal',member='NameAcquired'", ({ body }) => resolve(body));
  });
  bus.serve(({ member }) => (member === 'Ask' ? { signature: 's', body: ['答え'] } : null));
  await bus.call({ ...daemon, member: 'RequestName', signature: 'su', body: ['org.example.Sekisho', 0] });
  expect(await heard).toEqual(['org.example.Sekisho']);
  const ask = (member: string) =>
    run('busctl', [
      '--json=short',
      `--address=${address}`,
      'call',
      'org.example.Sekisho',
      '/x',
      'org.example.I',
      member,
    ]);
  expect(JSON.parse((await ask('Ask')).stdout)).toEqual({ type: 's', data: ['答え'] });
  await expect(ask('Other')).rejects.toThrow();
  bus.close();
  await expect(bus.call({ ...daemon, member: 'ListNames' })).rejects.toMatchObject({ code: 'closed' });
});

test('where there is no bus, that is said', async () => {
  await expect(openSystemBus('unix:path=/nonexistent/bus')).rejects.toThrow();
  await expect(openSystemBus('tcp:host=elsewhere')).rejects.toMatchObject({ code: 'address' });
});
