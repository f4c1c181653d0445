/** Starts the agent's command line on the operating system it runs on. */
import { type PlatformProcesses, runCli } from './cli/run-cli.ts';

/** A bundle is for one system, and holds nothing of the others. */
async function processesHere(): Promise<PlatformProcesses> {
  if (process.platform === 'win32') return (await import('./os/windows/processes.ts')).windowsProcesses;
  return (await import('./os/linux/processes.ts')).linuxProcesses;
}

const output = {
  out: (text: string) => process.stdout.write(`${text}\n`),
  error: (text: string) => process.stderr.write(`${text}\n`),
};
const ended = processesHere().then((processes) => runCli({ args: process.argv.slice(2), output, ...processes }));

// Whatever is still open (a connection that is kept, the watch over a lock screen) must not keep the process.
ended.then((code) => process.exit(code));
