/** The server's process: arguments in, signals to a stop, an exit code out. */
import { commands } from './commands.ts';
import { runServer } from './platform/run-server.ts';

/** One request to stop often arrives several times: to the whole process group, and passed on by npm and the start script. */
const sameRequestMs = 2_000;

const told = new Promise<void>((resolve) => {
  let firstAtMs: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      firstAtMs ??= performance.now();
      // Whoever asks again later does not want to wait for what is still under way.
      if (performance.now() - firstAtMs > sameRequestMs) process.exit(1);
      resolve();
    });
  }
});

// Whoever read our output may go away; the server stays.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

process.exitCode = await runServer({
  args: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  told,
  commands,
  assemble: async () => (await import('./wiring.ts')).assemble,
});
