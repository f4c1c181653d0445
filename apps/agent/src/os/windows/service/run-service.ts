/** The agent as a service: runs until the system asks for its end, and says how it ended. */
import { exitCodes } from '../../../cli/exit-codes.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { openKernel32 } from '../ffi/kernel32.ts';
import { lookHere } from '../here.ts';
import { openWindowsMachine } from '../windows-machine.ts';
import { handedOver } from './handed-service.ts';
import { becomeService } from './running-service.ts';

/** Waiting for a registration is no failure: an agent that has no server to wait for is started by whoever gives it one. */
const failureOf = (code: number) => (code === exitCodes.notEnrolled ? 0 : code);

export async function runService(): Promise<number> {
  const here = lookHere({});
  const { koffi } = here;
  const kernel = openKernel32(koffi);
  const service = handedOver() ?? (await becomeService(koffi));
  /** With calls of the system under way, the usual end of a process waits for them, and they for it. */
  const end = (failure: number): void => {
    service.stopped(failure);
    kernel.TerminateProcess(kernel.GetCurrentProcess(), failure);
  };
  const machine = openWindowsMachine(here, () => service.stopAsked);
  const fail = (error: unknown) => {
    machine
      .openLog()
      .error('the agent failed', { reason: error instanceof Error ? (error.stack ?? '') : String(error) });
    end(exitCodes.failed);
  };
  process.on('uncaughtException', fail);
  const watchSleep: typeof machine.watchSleep = (woke) => {
    service.onWoke(woke);
    return machine.watchSleep(woke);
  };
  const say = (what: string) => machine.openLog().warn('the service has nothing to do', { what });
  await runCommand({ machine: { ...machine, watchSleep }, say }).then((code) => end(failureOf(code)), fail);
  return exitCodes.done;
}
