/** Services of advapi32.dll: being one, and installing one. Source: learn.microsoft.com/windows/win32/api/winsvc. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  StartServiceCtrlDispatcherW: 'int __stdcall StartServiceCtrlDispatcherW(const SekishoServiceEntry *table)',
  RegisterServiceCtrlHandlerExW:
    'intptr_t __stdcall RegisterServiceCtrlHandlerExW(str16 name, SekishoServiceHandler *handler, void *context)',
  SetServiceStatus: 'int __stdcall SetServiceStatus(intptr_t service, const uint8_t *status)',
  OpenSCManagerW: 'intptr_t __stdcall OpenSCManagerW(void *machine, void *database, uint32_t access)',
  CreateServiceW:
    'intptr_t __stdcall CreateServiceW(intptr_t manager, str16 name, str16 displayName, uint32_t access, uint32_t type, uint32_t start, uint32_t errorControl, str16 program, void *group, void *tag, void *dependencies, void *account, void *password)',
  ChangeServiceConfigW:
    'int __stdcall ChangeServiceConfigW(intptr_t service, uint32_t type, uint32_t start, uint32_t errorControl, str16 program, void *group, void *tag, void *dependencies, void *account, void *password, str16 displayName)',
  ChangeServiceConfig2W: 'int __stdcall ChangeServiceConfig2W(intptr_t service, uint32_t level, void *information)',
  OpenServiceW: 'intptr_t __stdcall OpenServiceW(intptr_t manager, str16 name, uint32_t access)',
  StartServiceW: 'int __stdcall StartServiceW(intptr_t service, uint32_t count, void *args)',
  ControlService: 'int __stdcall ControlService(intptr_t service, uint32_t control, _Out_ uint8_t *status)',
  QueryServiceStatusEx:
    'int __stdcall QueryServiceStatusEx(intptr_t service, int level, _Out_ uint8_t *status, uint32_t bytes, _Out_ uint32_t *needed)',
  DeleteService: 'int __stdcall DeleteService(intptr_t service)',
  CloseServiceHandle: 'int __stdcall CloseServiceHandle(intptr_t handle)',
} as const;

export type Services = Bound<typeof prototypes>;

/** SERVICE_DESCRIPTIONW, SERVICE_FAILURE_ACTIONS_FLAG, SC_ACTION and SERVICE_FAILURE_ACTIONSW. */
export function defineServiceStructures(koffi: Pick<Koffi, 'struct'>): void {
  koffi.struct('SekishoServiceText', { text: 'str16' });
  koffi.struct('SekishoServiceFlag', { flag: 'int32_t' });
  koffi.struct('SekishoServiceAction', { type: 'int32_t', delayMs: 'uint32_t' });
  koffi.struct('SekishoServiceFailure', {
    resetSeconds: 'uint32_t',
    message: 'void *',
    command: 'void *',
    count: 'uint32_t',
    actions: 'SekishoServiceAction *',
  });
}

/** With the structures that only services need: opened by who installs one, or is one, and by nobody twice. */
export function openServices(koffi: Koffi): Services {
  koffi.proto('void __stdcall SekishoServiceMain(uint32_t count, void *args)');
  koffi.proto('uint32_t __stdcall SekishoServiceHandler(uint32_t control, uint32_t event, void *data, void *context)');
  koffi.struct('SekishoServiceEntry', { name: 'str16', main: 'SekishoServiceMain *' });
  defineServiceStructures(koffi);
  return bind(koffi, 'advapi32.dll', prototypes);
}
