/** Runs a program under the pinned Node as if it were this process: same terminal, signals passed on, same end. */
import { spawn } from 'node:child_process';
import { pinnedNode } from './set-up.mjs';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** Never returns: this process ends as the program does, by the same code or signal. */
export function runPinned(args) {
  const child = spawn(pinnedNode, args, { stdio: 'inherit' });
  for (const signal of passedOn) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of passedOn) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}
