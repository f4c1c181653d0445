/** Starts the agent's command line on the operating system it runs on. */
import { type PlatformProcesses, runCli } from './cli/run-cli.ts';

/** A bundle is for one system: each stands behind a condition of its own, so that nothing of the others is in it. */
async function processesHere(): Promise<PlatformProcesses> {
  if (process.platform === 'win32') return (await import('./os/windows/processes.ts')).windowsProcesses;
  if (process.platform === 'darwin') return (await import('./os/macos/processes.ts')).macProcesses;
  if (process.platform === 'linux') return (await import('./os/linux/processes.ts')).linuxProcesses;
  throw new Error(`no agent for ${process.platform}`);
}

const output = {
  out: (text: string) => process.stdout.write(`${text}\n`),
  error: (text: string) => process.stderr.write(`${text}\n`),
};
const ended = processesHere().then((processes) => runCli({ args: process.argv.slice(2), output, ...processes }));

// Whatever is still open (a connection that is kept, the watch over a lock screen) must not keep the process.
ended.then((code) => process.exit(code));
