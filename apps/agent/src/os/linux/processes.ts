/** What the command line starts on Linux, each loaded only when it is asked for. */
import type { PlatformProcesses } from '../../cli/run-cli.ts';

export const linuxProcesses: PlatformProcesses = {
  openMachine: async (places) => (await import('./linux-machine.ts')).openLinuxMachine(places),
  lockScreen: async (args) => (await import('./lock-screen/screen-entry.ts')).lockScreenCommand(args),
  openWindow: async (places, output) => (await import('./window/window-entry.ts')).windowCommand(places, output),
  collectInventory: async (sections) => (await import('./inventory-process.ts')).printInventory(sections),
  ownCommand: () => null,
};
