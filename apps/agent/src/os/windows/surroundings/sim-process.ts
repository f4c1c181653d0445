/** `sim-states`: prints the states of the SIMs and ends. A process of its own: what no modem has been asked by yet must not take the agent with it. */
import { exitCodes } from '../../../cli/exit-codes.ts';
import { lookHere } from '../here.ts';
import { createInterfaceManager, readReadyStates } from './mobile-broadband.ts';

export async function printSimStates(): Promise<number> {
  const { koffi } = lookHere({});
  const manager = createInterfaceManager(koffi);
  const states = manager === null ? null : readReadyStates(koffi, manager);
  process.stdout.write(`${JSON.stringify(states)}\n`);
  return exitCodes.done;
}
