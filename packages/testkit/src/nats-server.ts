/** A real NATS server for tests, on a free port of this machine: stopped, killed and started again at will. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Child, startChild } from './child.ts';
import { freePort } from './server-process.ts';

export interface NatsServer extends AsyncDisposable {
  readonly port: number;
  /** `nats://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends it; SIGKILL unless another signal is named. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port, and resolves when it takes connections. */
  startAgain(): Promise<void>;
}

export interface NatsServerOptions {
  /** Lines of its configuration file: who may come in, certificates. */
  readonly configuration?: string;
}

/** Debian's package `nats-server`; throws where it is not installed. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const port = await freePort();
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-nats-'));
  const file = path.join(folder, 'nats.conf');
  await writeFile(file, `listen: "127.0.0.1:${port}"\n${options.configuration ?? ''}\n`, { mode: 0o600 });
  let child: Child | null = null;
  const startAgain = async () => {
    child = startChild('nats-server', ['--config', file]);
    await child.waitFor(/Server is ready/);
  };
  const end = async (signal: NodeJS.Signals = 'SIGKILL') => {
    await child?.stop(signal);
  };
  await startAgain();
  return {
    port,
    url: `nats://127.0.0.1:${port}`,
    end,
    startAgain,
    [Symbol.asyncDispose]: async () => {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
