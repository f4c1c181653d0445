/** The proxies of winhttp.dll: what is set for an account, and what a script says. Source: learn.microsoft.com/windows/win32/api/winhttp. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  WinHttpOpen:
    'intptr_t __stdcall WinHttpOpen(str16 agent, uint32_t access, void *proxy, void *bypass, uint32_t flags)',
  WinHttpSetTimeouts:
    'int __stdcall WinHttpSetTimeouts(intptr_t session, int resolve, int connect, int send, int receive)',
  WinHttpCloseHandle: 'int __stdcall WinHttpCloseHandle(intptr_t handle)',
  WinHttpGetIEProxyConfigForCurrentUser:
    'int __stdcall WinHttpGetIEProxyConfigForCurrentUser(_Out_ SekishoOwnProxy *found)',
  WinHttpGetProxyForUrl:
    'int __stdcall WinHttpGetProxyForUrl(intptr_t session, str16 url, SekishoScriptQuestion *question, _Out_ SekishoScriptAnswer *answer)',
} as const;

export type WinHttpLibrary = Bound<typeof prototypes>;

/** WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WINHTTP_AUTOPROXY_OPTIONS, WINHTTP_PROXY_INFO. */
const structures = {
  SekishoOwnProxy: { detect: 'int32_t', script: 'void *', server: 'void *', bypass: 'void *' },
  SekishoScriptQuestion: {
    flags: 'uint32_t',
    detectFlags: 'uint32_t',
    script: 'str16',
    reserved: 'void *',
    moreReserved: 'uint32_t',
    logOn: 'int32_t',
  },
  SekishoScriptAnswer: { access: 'uint32_t', server: 'void *', bypass: 'void *' },
} as const;

export function openWinHttpLibrary(koffi: Koffi): WinHttpLibrary {
  for (const [name, members] of Object.entries(structures)) koffi.struct(name, members);
  return bind(koffi, 'winhttp.dll', prototypes);
}
