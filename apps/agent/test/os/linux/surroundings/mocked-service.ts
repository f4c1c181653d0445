/** A mocked system service on a private D-Bus: the real tools talk to it as they would on a real machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createSources, type Sources } from '../../../../src/os/posix/sources.ts';
import { type PrivateBus, startPrivateBus } from '../private-bus.ts';

const run = promisify(execFile);

export interface MockedService extends AsyncDisposable {
  readonly bus: PrivateBus;
  /** Programs run by it find this bus. */
  readonly sources: Sources;
  /** Starts the mock, with these arguments of `python3 -m dbusmock`. */
  start(...args: readonly string[]): Promise<void>;
  /** A method of the mock itself, as `busctl call` takes it; the answer's data. */
  mock(object: string, method: string, ...args: readonly string[]): Promise<unknown>;
}

export async function mockedService(
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<MockedService> {
  const bus = await startPrivateBus();
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bus.address };
  return {
    bus,
    sources: createSources('/', { ...environment, DBUS_SYSTEM_BUS_ADDRESS: bus.address }),
    start: (...args) => bus.serve(name, '/usr/bin/python3', ['-m', 'dbusmock', ...args]),
    async mock(object, method, ...args) {
      const call = ['--system', '--json=short', 'call', name, object, 'org.freedesktop.DBus.Mock', method, ...args];
      const { stdout } = await run('busctl', call, { env });
      return stdout === '' ? null : (JSON.parse(stdout) as { data: unknown }).data;
    },
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}
