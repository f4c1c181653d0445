/** What the command line starts on macOS, each loaded only when it is asked for. */
import type { PlatformProcesses } from '../../cli/run-cli.ts';

export const macProcesses: PlatformProcesses = {
  openMachine: async (places) => (await import('./mac-machine.ts')).openMacMachine(places),
  async lockScreen(args) {
    const [which] = args;
    // Without a word of what to show: the system's own lock.
    if (which === undefined) return (await import('./lock-session.ts')).lockThisSession();
    const entry = await import('./lock-screen/screen-entry.ts');
    if (which === '--session') return entry.sessionScreenCommand();
    return which === '--before-log-on' ? entry.logOnScreenCommand() : entry.lockScreenCommand(args);
  },
  /** There is no window for macOS yet: the terminal says the same. */
  async openWindow(places, output) {
    const [{ openMacMachine }, { explainNoWindow }] = await Promise.all([
      import('./mac-machine.ts'),
      import('./no-window.ts'),
    ]);
    return explainNoWindow(openMacMachine(places), output);
  },
  collectInventory: async (sections) => (await import('./inventory-process.ts')).printInventory(sections),
  ownCommand: () => null,
};
