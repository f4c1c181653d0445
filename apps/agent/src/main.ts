/** Starts the agent's command line on the operating system it runs on. */
import { runCli } from './cli/run-cli.ts';

const ended = runCli({
  args: process.argv.slice(2),
  output: {
    out: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
  },
  openMachine: async (places) => (await import('./os/linux/linux-machine.ts')).openLinuxMachine(places),
  lockScreen: async (args) => (await import('./os/linux/lock-screen/screen-entry.ts')).lockScreenCommand(args),
  openWindow: async (places, output) =>
    (await import('./os/linux/window/window-entry.ts')).windowCommand(places, output),
  collectInventory: async (sections) => (await import('./os/linux/inventory-process.ts')).printInventory(sections),
});

// Whatever is still open (a connection that is kept, the watch over a lock screen) must not keep the process.
ended.then((code) => process.exit(code));
