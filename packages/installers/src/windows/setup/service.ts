/** The agent's service: made or brought up to date, started, stopped, taken away. */
import { setTimeout as wait } from 'node:timers/promises';
import { api, type ServiceStatus, WindowsError } from './windows-api.ts';

export const serviceName = 'SekishoAgent';

const allAccess = 0xf01ff;
const managerAccess = 0xf003f;
const ownProcess = 0x10;
const startByItself = 2;
const normalErrors = 1;
const controlStop = 1;
const stopped = 1;
const describe = 1;
const onFailure = 2;
const serviceDoesNotExist = 1060;
const alreadyRunning = 1056;
const stopTimeoutMs = 45_000;
const endTimeoutMs = 3_000;

type Handle = unknown;

function withManager<T>(use: (manager: Handle) => T): T {
  const manager: Handle = api.openManager(null, null, managerAccess);
  if (manager === null) throw new WindowsError('OpenSCManager');
  try {
    return use(manager);
  } finally {
    api.closeHandle(manager);
  }
}

/** `null`: there is none. */
function openService(): Handle | null {
  return withManager((manager) => {
    const service: Handle = api.openService(manager, serviceName, allAccess);
    if (service !== null) return service;
    const error = new WindowsError('OpenService');
    if (error.code === serviceDoesNotExist) return null;
    throw error;
  });
}

export function isInstalled(): boolean {
  const service = openService();
  if (service !== null) api.closeHandle(service);
  return service !== null;
}

export interface ServiceTexts {
  readonly displayName: string;
  readonly description: string;
}

/** Starts with Windows; started again a few seconds after it ended by itself. */
export function installService(commandLine: string, { displayName, description }: ServiceTexts): void {
  const known = openService();
  const fixed = [ownProcess, startByItself, normalErrors, commandLine, null, null, null, null, null] as const;
  const service: Handle =
    known ?? withManager((manager) => api.createService(manager, serviceName, displayName, allAccess, ...fixed));
  if (service === null) throw new WindowsError('CreateService');
  try {
    if (known !== null && !api.changeService(service, ...fixed, displayName))
      throw new WindowsError('ChangeServiceConfig');
    api.describeService(service, describe, { lpDescription: description });
    const again = { Type: 1, Delay: 5_000 };
    api.restartService(service, onFailure, {
      dwResetPeriod: 86_400,
      lpRebootMsg: null,
      lpCommand: null,
      cActions: 3,
      lpsaActions: [again, again, again],
    });
    if (!api.startService(service, 0, null)) {
      const error = new WindowsError('StartService');
      if (error.code !== alreadyRunning) throw error;
    }
  } finally {
    api.closeHandle(service);
  }
}

function statusOf(service: Handle): ServiceStatus {
  const status = {} as ServiceStatus;
  if (!api.queryService(service, 0, status, api.serviceStatusBytes, [0])) throw new WindowsError('QueryServiceStatus');
  return status;
}

function isProcess(pid: number): boolean {
  try {
    return pid !== 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A process that is over but does not end (libraries with threads of their own) is ended. */
async function endProcess(pid: number): Promise<void> {
  for (const untilMs = performance.now() + endTimeoutMs; isProcess(pid); await wait(100)) {
    if (performance.now() > untilMs) return void process.kill(pid, 'SIGKILL');
  }
}

/** Resolves once its process has ended, so that files can be replaced; at once where there is none. @throws when it does not stop within 45 s */
export async function stopService(): Promise<void> {
  const service = openService();
  if (service === null) return;
  try {
    const { dwCurrentState, dwProcessId } = statusOf(service);
    if (dwCurrentState !== stopped) api.controlService(service, controlStop, {});
    const isThere = () => statusOf(service).dwCurrentState !== stopped;
    for (const untilMs = performance.now() + stopTimeoutMs; isThere(); await wait(100)) {
      if (performance.now() > untilMs) throw new Error(`${serviceName} does not stop`);
    }
    await endProcess(dwProcessId);
  } finally {
    api.closeHandle(service);
  }
}

export function deleteService(): void {
  const service = openService();
  if (service === null) return;
  try {
    if (!api.deleteService(service)) throw new WindowsError('DeleteService');
  } finally {
    api.closeHandle(service);
  }
}
