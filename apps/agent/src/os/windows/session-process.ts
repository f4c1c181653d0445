/**
 * Starts a program in somebody's session with the rights of SYSTEM: whoever sits there cannot end it. Needs to be SYSTEM itself
 * (CreateProcessAsUserW with its own token moved to the session; learn.microsoft.com/windows/win32/api/processthreadsapi).
 */
import type { Koffi } from '../any/koffi.ts';
import { openKernel32 } from './ffi/kernel32.ts';
import { bind, type Handle } from './ffi/library.ts';

const prototypes = {
  OpenProcessToken: 'int __stdcall OpenProcessToken(intptr_t process, uint32_t access, _Out_ intptr_t *token)',
  DuplicateTokenEx:
    'int __stdcall DuplicateTokenEx(intptr_t token, uint32_t access, void *security, int level, int kind, _Out_ intptr_t *copy)',
  SetTokenInformation:
    'int __stdcall SetTokenInformation(intptr_t token, int what, const uint8_t *data, uint32_t bytes)',
  CreateProcessAsUserW:
    'int __stdcall CreateProcessAsUserW(intptr_t token, void *program, _Inout_ uint8_t *commandLine, void *process, void *thread, int inherit, uint32_t flags, void *environment, void *folder, SekishoStartup *startup, _Out_ SekishoStarted *started)',
} as const;

const MAXIMUM_ALLOWED = 0x200_0000;
const SecurityImpersonation = 2;
const TokenPrimary = 1;
const TokenSessionId = 12;
const CREATE_NO_WINDOW = 0x800_0000;
const desktop = 'winsta0\\default';

const startup = {
  bytes: 'uint32_t',
  reserved: 'void *',
  desktop: 'str16',
  title: 'void *',
  numbers: 'uint32_t[8]',
  show: 'uint16_t',
  moreBytes: 'uint16_t',
  more: 'void *',
  input: 'intptr_t',
  output: 'intptr_t',
  error: 'intptr_t',
};

/** @throws when the system refuses */
export type StartInSession = (session: number, commandLine: string) => void;

export function openSessionProcess(koffi: Koffi): StartInSession {
  koffi.struct('SekishoStartup', startup);
  koffi.struct('SekishoStarted', { process: 'intptr_t', thread: 'intptr_t', id: 'uint32_t', threadId: 'uint32_t' });
  const api = bind(koffi, 'advapi32.dll', prototypes);
  const kernel = openKernel32(koffi);

  function need(done: unknown, what: string): void {
    if (done === 0) throw new Error(`${what} was refused (${kernel.GetLastError()})`);
  }

  /** Our own token, in that session. */
  function tokenIn(session: number): Handle {
    const [own, copy]: [Handle[], Handle[]] = [[0], [0]];
    need(api.OpenProcessToken(kernel.GetCurrentProcess(), MAXIMUM_ALLOWED, own), 'OpenProcessToken');
    const copied = api.DuplicateTokenEx(own[0], MAXIMUM_ALLOWED, null, SecurityImpersonation, TokenPrimary, copy);
    kernel.CloseHandle(own[0]);
    need(copied, 'DuplicateTokenEx');
    const token = copy[0] ?? 0;
    const moved = api.SetTokenInformation(token, TokenSessionId, Buffer.from(Uint32Array.of(session).buffer), 4);
    if (moved === 0) kernel.CloseHandle(token);
    need(moved, 'SetTokenInformation');
    return token;
  }

  return (session, commandLine) => {
    const token = tokenIn(session);
    try {
      const blank = { reserved: null, title: null, numbers: Array.from({ length: 8 }, () => 0), show: 0, moreBytes: 0 };
      const rest = { more: null, input: 0, output: 0, error: 0 };
      const how = { bytes: koffi.sizeof('SekishoStartup'), desktop, ...blank, ...rest };
      const line = Buffer.from(`${commandLine}\0`, 'utf16le');
      const started = { process: 0 as Handle, thread: 0 as Handle };
      need(
        api.CreateProcessAsUserW(token, null, line, null, null, 0, CREATE_NO_WINDOW, null, null, how, started),
        'CreateProcessAsUser',
      );
      kernel.CloseHandle(started.process);
      kernel.CloseHandle(started.thread);
    } finally {
      kernel.CloseHandle(token);
    }
  };
}
