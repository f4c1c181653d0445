/** The agent's service: installed, started again however it ends, stopped, and taken away. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Koffi } from '../../any/koffi.ts';
import { type Kernel32, openKernel32 } from '../ffi/kernel32.ts';
import type { Handle } from '../ffi/library.ts';
import { openServices, type Services } from '../ffi/services.ts';
import { serviceSettings } from './service-settings.ts';
import { parseProcessStatus, processStatusBytes, serviceName, serviceState } from './service-status.ts';

const displayName = 'Sekisho Agent';

const SC_MANAGER_CONNECT_CREATE = 0x3;
const SERVICE_ALL_ACCESS = 0xf_01ff;
const SERVICE_WIN32_OWN_PROCESS = 0x10;
const SERVICE_AUTO_START = 2;
const SERVICE_ERROR_NORMAL = 1;
const SERVICE_CONTROL_STOP = 1;
const SC_STATUS_PROCESS_INFO = 0;
const ERROR_SERVICE_ALREADY_RUNNING = 1056;
const ERROR_SERVICE_DOES_NOT_EXIST = 1060;

const stopPatienceMs = 45_000;
/** A process whose service has stopped may be kept by libraries with threads of their own. */
const endPatienceMs = 3_000;
const lookEveryMs = 100;

export interface InstalledService {
  /** Also where it is there already; starts it. @throws when the system refuses */
  install(commandLine: string, description: string): Promise<void>;
  /** Resolves once its process has ended, so that its files can be replaced. @returns whether there was one @throws when it does not stop */
  stop(): Promise<boolean>;
  /** Stops it first. @returns whether there was one @throws when it does not go */
  remove(): Promise<boolean>;
}

const isNone = (handle: Handle) => Number(handle) === 0;

function isProcess(id: number): boolean {
  try {
    return id !== 0 && process.kill(id, 0);
  } catch {
    return false;
  }
}

async function endProcess(id: number): Promise<void> {
  for (const untilMs = performance.now() + endPatienceMs; isProcess(id); await wait(lookEveryMs))
    if (performance.now() > untilMs) return void process.kill(id, 'SIGKILL');
}

class ServiceManager implements InstalledService {
  readonly #koffi: Koffi;
  readonly #api: Services;
  readonly #kernel: Pick<Kernel32, 'GetLastError'>;

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
    this.#api = openServices(koffi);
    this.#kernel = openKernel32(koffi);
  }

  #error(what: string): Error {
    return new Error(`${what}: Windows error ${this.#kernel.GetLastError()}`);
  }

  async #withHandle<T>(handle: Handle, use: (handle: Handle) => T | Promise<T>): Promise<T> {
    try {
      return await use(handle);
    } finally {
      this.#api.CloseServiceHandle(handle);
    }
  }

  async #withManager<T>(use: (manager: Handle) => T | Promise<T>): Promise<T> {
    const manager = this.#api.OpenSCManagerW(null, null, SC_MANAGER_CONNECT_CREATE) as Handle;
    if (isNone(manager)) throw this.#error('OpenSCManager');
    return this.#withHandle(manager, use);
  }

  /** `null`: there is none. */
  #find(manager: Handle): Handle | null {
    const service = this.#api.OpenServiceW(manager, serviceName, SERVICE_ALL_ACCESS) as Handle;
    if (!isNone(service)) return service;
    if (this.#kernel.GetLastError() === ERROR_SERVICE_DOES_NOT_EXIST) return null;
    throw this.#error('OpenService');
  }

  #make(manager: Handle, commandLine: string): Handle {
    const api = this.#api;
    const how = [SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL, commandLine] as const;
    const rest = [null, null, null, null, null] as const;
    const known = this.#find(manager);
    if (known !== null) {
      if (api.ChangeServiceConfigW(known, ...how, ...rest, displayName) === 0) throw this.#error('ChangeServiceConfig');
      return known;
    }
    const made = api.CreateServiceW(manager, serviceName, displayName, SERVICE_ALL_ACCESS, ...how, ...rest) as Handle;
    if (isNone(made)) throw this.#error('CreateService');
    return made;
  }

  install(commandLine: string, description: string): Promise<void> {
    return this.#withManager((manager) =>
      this.#withHandle(this.#make(manager, commandLine), (service) => {
        // Every Windows that we run on knows them; Wine does not.
        for (const { level, structure, value } of serviceSettings(description))
          this.#api.ChangeServiceConfig2W(service, level, this.#koffi.as(value, `${structure} *`));
        const started = this.#api.StartServiceW(service, 0, null) !== 0;
        if (!started && this.#kernel.GetLastError() !== ERROR_SERVICE_ALREADY_RUNNING)
          throw this.#error('StartService');
      }),
    );
  }

  #statusOf(service: Handle) {
    const status = Buffer.alloc(processStatusBytes);
    const known = this.#api.QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, status, status.length, [0]);
    if (known === 0) throw this.#error('QueryServiceStatus');
    return parseProcessStatus(status);
  }

  /** Asked again and again: a service that has just been started takes no word yet. */
  async #end(service: Handle): Promise<void> {
    const untilMs = performance.now() + stopPatienceMs;
    for (let processId = 0; ; await wait(lookEveryMs)) {
      const now = this.#statusOf(service);
      if (now.state === serviceState.stopped) return endProcess(processId);
      processId = now.processId;
      if (performance.now() > untilMs) throw new Error(`${serviceName} does not stop`);
      if (now.state === serviceState.running) this.#api.ControlService(service, SERVICE_CONTROL_STOP, Buffer.alloc(28));
    }
  }

  #withService(use: (service: Handle) => Promise<void>): Promise<boolean> {
    return this.#withManager(async (manager) => {
      const service = this.#find(manager);
      if (service === null) return false;
      await this.#withHandle(service, use);
      return true;
    });
  }

  stop(): Promise<boolean> {
    return this.#withService((service) => this.#end(service));
  }

  remove(): Promise<boolean> {
    return this.#withService(async (service) => {
      await this.#end(service);
      if (this.#api.DeleteService(service) === 0) throw this.#error('DeleteService');
    });
  }
}

export function openInstalledService(koffi: Koffi): InstalledService {
  return new ServiceManager(koffi);
}
