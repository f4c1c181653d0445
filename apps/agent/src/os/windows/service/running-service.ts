/**
 * Being a service: the manager of services calls on a thread of its own, koffi brings the calls to ours. What is asked comes as promises and
 * calls; what has been reached is told.
 */
import type { Koffi } from '../../any/koffi.ts';
import { openServices } from '../ffi/services.ts';
import { accepts, serviceName, serviceState, statusBytes } from './service-status.ts';

const SERVICE_CONTROL_STOP = 1;
const SERVICE_CONTROL_INTERROGATE = 4;
const SERVICE_CONTROL_SHUTDOWN = 5;
const SERVICE_CONTROL_POWEREVENT = 13;
const PBT_APMRESUMEAUTOMATIC = 18;
const NO_ERROR = 0;
const ERROR_CALL_NOT_IMPLEMENTED = 120;

/** An agent gives its last word ten seconds. */
const stopHintMs = 20_000;

export interface RunningService {
  /** Resolves when the system asks for an end. */
  readonly stopAsked: Promise<void>;
  /** Calls `woke` whenever the machine has woken. */
  onWoke(woke: () => void): void;
  /** The last word. */
  stopped(failure: number): void;
}

/** @throws when this process was not started as a service */
export function becomeService(koffi: Koffi): Promise<RunningService> {
  const api = openServices(koffi);
  const stop = Promise.withResolvers<void>();
  const started = Promise.withResolvers<RunningService>();
  const listeners: (() => void)[] = [];
  let service: unknown = 0;
  const tell = (state: number, failure = 0) => {
    const accepted = state === serviceState.running ? accepts.stop | accepts.shutdown | accepts.powerEvent : 0;
    const waitHintMs = state === serviceState.stopPending ? stopHintMs : 0;
    api.SetServiceStatus(service, statusBytes({ state, accepted, failure, waitHintMs }));
  };
  const handler = (control: number, event: number): number => {
    if (control === SERVICE_CONTROL_STOP || control === SERVICE_CONTROL_SHUTDOWN) {
      tell(serviceState.stopPending);
      stop.resolve();
    } else if (control === SERVICE_CONTROL_POWEREVENT) {
      if (event === PBT_APMRESUMEAUTOMATIC) for (const woke of listeners) woke();
    } else if (control !== SERVICE_CONTROL_INTERROGATE) return ERROR_CALL_NOT_IMPLEMENTED;
    return NO_ERROR;
  };
  const handlerPointer = koffi.register(handler, 'SekishoServiceHandler *');
  const main = (): void => {
    service = api.RegisterServiceCtrlHandlerExW(serviceName, handlerPointer, null);
    tell(serviceState.running);
    started.resolve({
      stopAsked: stop.promise,
      onWoke: (woke) => void listeners.push(woke),
      stopped: (failure) => tell(serviceState.stopped, failure),
    });
  };
  const mainPointer = koffi.register(main, 'SekishoServiceMain *');
  const table = [
    { name: serviceName, main: mainPointer },
    { name: null, main: null },
  ];
  const dispatch = api.StartServiceCtrlDispatcherW as unknown as {
    async(table: unknown, done: (error: Error | null, result: number) => void): void;
  };
  dispatch.async(table, (error, result) => {
    // It returns when the service has stopped, or at once where there is no manager of services to speak to.
    if (error !== null || result === 0) started.reject(error ?? new Error('not started as a service'));
  });
  return started.promise;
}
