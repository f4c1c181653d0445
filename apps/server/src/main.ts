/** The server's process: arguments in, signals to a stop, an exit code out. */
import { commands } from './commands.ts';
import { runServer } from './platform/run-server.ts';

const told = new Promise<void>((resolve) => {
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      signals += 1;
      // Whoever asks a second time does not want to wait for what is still under way.
      if (signals > 1) process.exit(1);
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
