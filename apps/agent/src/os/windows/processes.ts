/** What the command line starts on Windows, each loaded only when it is asked for. */
import type { PlatformProcesses } from '../../cli/run-cli.ts';

export const windowsProcesses: PlatformProcesses = {
  openMachine: async (places) => {
    const { lookHere } = await import('./here.ts');
    return (await import('./windows-machine.ts')).openWindowsMachine(lookHere(places));
  },
  lockScreen: async (args) => (await import('./lock-screen/screen-entry.ts')).lockScreenCommand(args),
  openWindow: async (places, output) => (await import('./window/window-entry.ts')).windowCommand(places, output),
  collectInventory: async (sections) => (await import('./inventory-process.ts')).printInventory(sections),
  ownCommand([word, ...rest], output) {
    if (word === 'service')
      return import('./service/service-command.ts').then(({ serviceCommand }) => serviceCommand(rest, output));
    if (word === 'sim-states')
      return import('./surroundings/sim-process.ts').then(({ printSimStates }) => printSimStates());
    if (word === 'tray' && rest.length === 0)
      return import('./window/window-entry.ts').then(({ trayCommand }) => trayCommand());
    return null;
  },
};
