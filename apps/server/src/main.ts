/** The server's process: arguments in, signals to a stop, an exit code out. Loads only what its part needs: a primary is small. */
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { commands } from './commands.ts';
import { workerCount } from './platform/workers/worker-count.ts';

/** One request to stop often arrives several times: to the whole process group, and passed on by npm and the start script. */
const sameRequestMs = 2_000;

const stops: NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
const replaces: NodeJS.Signals[] = ['SIGUSR2'];
// A terminal that is closed says so by SIGHUP; without one that is how a service is asked to begin anew.
(process.stdout.isTTY ? stops : replaces).push('SIGHUP');

function onStop(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstAtMs: number | null = null;
  for (const signal of stops) {
    process.on(signal, () => {
      firstAtMs ??= performance.now();
      // Whoever asks again later does not want to wait for what is still under way.
      if (performance.now() - firstAtMs > sameRequestMs) process.exit(1);
      resolve();
    });
  }
  return promise;
}

// Whoever read our output may go away; the server stays.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

const [args, environment, folder] = [process.argv.slice(2), process.env, process.cwd()];
const print = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

async function runPrimary(workers: number): Promise<number> {
  const primary = await import('./platform/workers/primary.ts');
  const onReplace = (replace: () => void) => {
    for (const signal of replaces) process.on(signal, replace);
  };
  return primary.runPrimary({ workers, told: onStop(), onReplace, print, complain });
}

async function runServer(): Promise<number> {
  const [server, { joinPrimary }] = await Promise.all([
    import('./platform/run-server.ts'),
    import('./platform/workers/worker-link.ts'),
  ]);
  const link = joinPrimary();
  // A worker leaves signals, which a terminal sends to everybody, to its primary.
  if (link !== null) for (const signal of [...stops, ...replaces]) process.on(signal, () => {});
  const code = await server.runServer({
    args,
    environment,
    folder,
    print,
    complain,
    link,
    told: link?.told ?? onStop().then(() => ({ lingerMs: 0 })),
    commands,
    assemble: async () => (await import('./wiring.ts')).assemble,
  });
  link?.leave();
  return code;
}

const exitMs = 1_000;

const names = commands.map(({ name }) => name);
const readFile = (file: string) => readFileSync(file, 'utf8');
const workers = cluster.isWorker ? 1 : workerCount({ args, environment, readFile, commands: names });
process.exitCode = await (workers > 1 ? runPrimary(workers) : runServer());
// All is closed; what keeps the process now is a connection whose other end has gone without a word.
setTimeout(() => process.exit(), exitMs).unref();
