/** The agent's service: installed, started again whenever it ends, and taken away. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Koffi } from '../../any/koffi.ts';
import type { Handle } from '../ffi/library.ts';
import { openServices, type Services } from '../ffi/services.ts';
import { parseStatus, serviceState } from './service-status.ts';

export const serviceName = 'SekishoAgent';
const displayName = 'Sekisho Agent';
const description = 'Protects this device for its organization: lock, wipe and inventory.';

const SC_MANAGER_CONNECT_CREATE = 0x3;
const SERVICE_ALL_ACCESS = 0xf_01ff;
const SERVICE_WIN32_OWN_PROCESS = 0x10;
const SERVICE_AUTO_START = 2;
const SERVICE_ERROR_NORMAL = 1;
const SERVICE_CONFIG_DESCRIPTION = 1;
const SERVICE_CONFIG_FAILURE_ACTIONS = 2;
const SERVICE_CONFIG_FAILURE_ACTIONS_FLAG = 4;
const SC_ACTION_RESTART = 1;
const SERVICE_CONTROL_STOP = 1;

/** At once, then after longer waits; the last goes on for ever. A day without a failure begins anew. */
const restartAfterMs = [1_000, 1_000, 5_000] as const;
const resetSeconds = 86_400;
const stopPatienceMs = 30_000;
const lookEveryMs = 100;

export interface InstalledService {
  /** Also where it is there already; starts it. @throws when the system refuses */
  install(program: string): Promise<void>;
  /** Stops it first. @returns whether there was one */
  remove(): Promise<boolean>;
}

function withHandle<T>(api: Services, handle: Handle, use: (handle: Handle) => Promise<T>): Promise<T> {
  return use(handle).finally(() => api.CloseServiceHandle(handle));
}

async function untilState(api: Services, service: Handle, wanted: number): Promise<boolean> {
  const status = Buffer.alloc(28);
  for (const untilMs = performance.now() + stopPatienceMs; performance.now() < untilMs; await wait(lookEveryMs)) {
    if (api.QueryServiceStatus(service, status) === 0) return false;
    if (parseStatus(status).state === wanted) return true;
  }
  return false;
}

/** What an older Windows does not know of these, it does without. */
function configure(koffi: Koffi, api: Services, service: Handle): void {
  const actions = restartAfterMs.map((delayMs) => ({ type: SC_ACTION_RESTART, delayMs }));
  const failure = { resetSeconds, message: null, command: null, count: actions.length, actions };
  const set = (level: number, value: object, type: string) =>
    api.ChangeServiceConfig2W(service, level, koffi.as(value, `${type} *`));
  set(SERVICE_CONFIG_DESCRIPTION, { text: description }, 'SekishoServiceText');
  set(SERVICE_CONFIG_FAILURE_ACTIONS, failure, 'SekishoServiceFailure');
  // Also when it says itself that it failed.
  set(SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, { flag: 1 }, 'SekishoServiceFlag');
}

export function openInstalledService(koffi: Koffi): InstalledService {
  const api = openServices(koffi);
  const isNone = (handle: Handle) => Number(handle) === 0;

  function openManager(): Handle {
    const manager = api.OpenSCManagerW(null, null, SC_MANAGER_CONNECT_CREATE) as Handle;
    if (isNone(manager)) throw new Error('the manager of services does not answer: administrator rights are needed');
    return manager;
  }

  function make(manager: Handle, program: string): Handle {
    const kind = [SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL] as const;
    const rest = [null, null, null, null, null] as const;
    const known = api.OpenServiceW(manager, serviceName, SERVICE_ALL_ACCESS) as Handle;
    if (isNone(known)) {
      return api.CreateServiceW(
        manager,
        serviceName,
        displayName,
        SERVICE_ALL_ACCESS,
        ...kind,
        program,
        ...rest,
      ) as Handle;
    }
    api.ChangeServiceConfigW(known, ...kind, program, ...rest, displayName);
    return known;
  }

  return {
    install: (program) =>
      withHandle(api, openManager(), async (manager) => {
        const service = make(manager, program);
        if (isNone(service)) throw new Error('the system does not take the service');
        await withHandle(api, service, async () => {
          configure(koffi, api, service);
          // Refused where it runs already.
          api.StartServiceW(service, 0, null);
        });
      }),
    remove: () =>
      withHandle(api, openManager(), async (manager) => {
        const service = api.OpenServiceW(manager, serviceName, SERVICE_ALL_ACCESS) as Handle;
        if (isNone(service)) return false;
        return withHandle(api, service, async () => {
          api.ControlService(service, SERVICE_CONTROL_STOP, Buffer.alloc(28));
          await untilState(api, service, serviceState.stopped);
          return api.DeleteService(service) !== 0;
        });
      }),
  };
}
