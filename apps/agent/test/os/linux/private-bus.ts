/** A bus of one's own, with whatever services a test starts on it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { eventually } from '@sekisho/testkit/eventually';

const run = promisify(execFile);

export interface PrivateBus extends AsyncDisposable {
  readonly address: string;
  readonly folder: string;
  /** Starts a service and waits until it owns `name`. */
  serve(name: string, program: string, args: readonly string[]): Promise<void>;
}

export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = await mkdtemp(join(tmpdir(), 'bus-'));
  const address = `unix:path=${folder}/socket`;
  const children: ChildProcess[] = [];
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=${address}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(daemon);
  await once(createInterface({ input: daemon.stdout }), 'line');
  return {
    address,
    folder,
    async serve(name, program, args) {
      const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: address };
      children.push(spawn(program, [...args], { env, stdio: 'ignore' }));
      await eventually(
        () => run('busctl', [`--address=${address}`, 'list', '--no-legend']),
        ({ stdout }) => stdout.includes(name),
      );
    },
    async [Symbol.asyncDispose]() {
      for (const child of children.reverse()) {
        const ended = once(child, 'exit');
        if (child.exitCode === null && child.signalCode === null) {
          child.kill();
          await ended;
        }
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
