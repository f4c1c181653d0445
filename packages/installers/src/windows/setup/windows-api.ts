/** What the installer calls of Windows: services, who may enter a folder, and a key of the registry. */
import { createRequire } from 'node:module';
import path from 'node:path';

type Koffi = typeof import('koffi');

/** koffi's native file lies beside this script. */
const koffi = createRequire(import.meta.filename)(path.join(import.meta.dirname, 'koffi.node')) as Koffi;
const advapi32 = koffi.load('advapi32.dll');
const kernel32 = koffi.load('kernel32.dll');

const serviceStatus = {
  dwServiceType: 'uint32',
  dwCurrentState: 'uint32',
  dwControlsAccepted: 'uint32',
  dwWin32ExitCode: 'uint32',
  dwServiceSpecificExitCode: 'uint32',
  dwCheckPoint: 'uint32',
  dwWaitHint: 'uint32',
} as const;
koffi.struct('SERVICE_STATUS', serviceStatus);
const SERVICE_STATUS_PROCESS = koffi.struct('SERVICE_STATUS_PROCESS', {
  ...serviceStatus,
  dwProcessId: 'uint32',
  dwServiceFlags: 'uint32',
});
export interface ServiceStatus {
  readonly dwCurrentState: number;
  /** 0: none. */
  readonly dwProcessId: number;
}
koffi.struct('SERVICE_DESCRIPTIONW', { lpDescription: 'str16' });
koffi.struct('SC_ACTION', { Type: 'uint32', Delay: 'uint32' });
koffi.struct('SERVICE_FAILURE_ACTIONSW', {
  dwResetPeriod: 'uint32',
  lpRebootMsg: 'str16',
  lpCommand: 'str16',
  cActions: 'uint32',
  lpsaActions: 'SC_ACTION *',
});
koffi.struct('SECURITY_ATTRIBUTES', { nLength: 'uint32', lpSecurityDescriptor: 'void *', bInheritHandle: 'int32' });
koffi.pointer('SC_HANDLE', koffi.opaque());

const wide = (name: string, result: string, parameters: string) =>
  advapi32.func(`${result} __stdcall ${name}(${parameters})`);

/** As Microsoft names them; every text is UTF-16. */
export const api = {
  openManager: wide('OpenSCManagerW', 'SC_HANDLE', 'str16 machine, str16 database, uint32 access'),
  openService: wide('OpenServiceW', 'SC_HANDLE', 'SC_HANDLE manager, str16 name, uint32 access'),
  createService: wide(
    'CreateServiceW',
    'SC_HANDLE',
    'SC_HANDLE manager, str16 name, str16 display, uint32 access, uint32 type, uint32 start, uint32 errors, str16 path, str16 group, void *tag, str16 dependencies, str16 account, str16 password',
  ),
  changeService: wide(
    'ChangeServiceConfigW',
    'int32',
    'SC_HANDLE service, uint32 type, uint32 start, uint32 errors, str16 path, str16 group, void *tag, str16 dependencies, str16 account, str16 password, str16 display',
  ),
  describeService: advapi32.func('ChangeServiceConfig2W', 'int32', ['SC_HANDLE', 'uint32', 'SERVICE_DESCRIPTIONW *']),
  restartService: wide(
    'ChangeServiceConfig2W',
    'int32',
    'SC_HANDLE service, uint32 level, SERVICE_FAILURE_ACTIONSW *info',
  ),
  startService: wide('StartServiceW', 'int32', 'SC_HANDLE service, uint32 count, void *arguments'),
  controlService: wide('ControlService', 'int32', 'SC_HANDLE service, uint32 control, _Out_ SERVICE_STATUS *status'),
  queryService: wide(
    'QueryServiceStatusEx',
    'int32',
    'SC_HANDLE service, uint32 level, _Out_ SERVICE_STATUS_PROCESS *status, uint32 size, _Out_ uint32 *needed',
  ),
  deleteService: wide('DeleteService', 'int32', 'SC_HANDLE service'),
  closeHandle: wide('CloseServiceHandle', 'int32', 'SC_HANDLE handle'),
  descriptorOf: wide(
    'ConvertStringSecurityDescriptorToSecurityDescriptorW',
    'int32',
    'str16 text, uint32 revision, _Out_ void **descriptor, void *size',
  ),
  setFileSecurity: wide('SetFileSecurityW', 'int32', 'str16 file, uint32 information, void *descriptor'),
  createFolder: kernel32.func('int32 __stdcall CreateDirectoryW(str16 folder, SECURITY_ATTRIBUTES *attributes)'),
  createKey: wide(
    'RegCreateKeyExW',
    'int32',
    'intptr_t key, str16 name, uint32 reserved, void *kind, uint32 options, uint32 access, void *security, _Out_ intptr_t *opened, void *disposition',
  ),
  closeKey: wide('RegCloseKey', 'int32', 'intptr_t key'),
  lastError: kernel32.func('uint32 __stdcall GetLastError()'),
  securityAttributesBytes: koffi.sizeof('SECURITY_ATTRIBUTES'),
  serviceStatusBytes: koffi.sizeof(SERVICE_STATUS_PROCESS),
};

export class WindowsError extends Error {
  readonly code: number;
  constructor(call: string, code = Number(api.lastError())) {
    super(`${call}: Windows error ${code}`);
    this.code = code;
  }
}
