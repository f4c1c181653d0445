/** Runs a program under the pinned Node as if it were this process: same terminal, signals passed on, same end. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pinnedNode, repository } from './set-up.mjs';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/**
 * Kept from start to start, from the very first file on: Node then loads no stripper of types, which saves 18 MB of memory and half
 * of the time. A folder that cannot be written to is no harm.
 */
const compiled = { NODE_COMPILE_CACHE: path.join(repository, '.cache', 'compiled') };

/** npm passes a request to stop on to its shell, which ends without passing it further: then we are an orphan, and the program is asked to stop. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  watch.unref();
}

/** Never returns: this process ends as the program does, by the same code or signal. */
export function runPinned(args) {
  const child = spawn(pinnedNode, args, { stdio: 'inherit', env: { ...compiled, ...process.env } });
  for (const signal of passedOn) {
    process.on(signal, () => child.kill(signal));
  }
  stopWithNpm(child);
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
