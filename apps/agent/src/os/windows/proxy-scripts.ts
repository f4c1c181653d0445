/**
 * What a proxy script (PAC) says, and where the network names one (WPAD): asked of WinHTTP, which fetches it and has it run in a service of
 * Windows with few rights. Anybody at the device may set a script; in this process, which is SYSTEM's, none is ever run.
 */
import { promisify } from 'node:util';
import { inTime } from '../any/in-time.ts';
import type { Koffi } from '../any/koffi.ts';
import { bind, type Pointer } from './ffi/library.ts';
import { openWinHttpLibrary, type WinHttpLibrary } from './ffi/winhttp.ts';
import { type InternetOptions, manualProxy, scriptAnswer } from './system-proxy.rules.ts';

/** The address of a script, or `detect`: the one that DHCP or DNS of this network names. */
export type ScriptPlace = 'detect' | URL;

export interface ProxyScripts {
  /** The proxies for a server, in the script's order; none: no proxy. `null`: there is no script, or none that answers. */
  ask(place: ScriptPlace, server: URL): Promise<readonly string[] | null>;
  /** What the account that runs us has in Internet Options; `null` where Windows does not tell. */
  ownOptions(): InternetOptions | null;
}

const WINHTTP_ACCESS_TYPE_NO_PROXY = 1;
const WINHTTP_AUTOPROXY_AUTO_DETECT = 0x1;
const WINHTTP_AUTOPROXY_CONFIG_URL = 0x2;
const WINHTTP_AUTOPROXY_RUN_OUTPROCESS_ONLY = 0x2_0000;
/** By DHCP, then by DNS. */
const everyDetection = 0x3;
const partTimeoutMs = 5_000;
/** Looking for a script that is not there may take Windows long; what it finds later serves the next question. */
const answerWithinMs = 15_000;

interface Answer {
  readonly access: number;
  readonly server: Pointer;
  readonly bypass: Pointer;
}

interface OwnProxy {
  readonly detect: number;
  readonly script: Pointer;
  readonly server: Pointer;
  readonly bypass: Pointer;
}

type AskInBackground = (session: unknown, url: string, question: object, answer: object) => Promise<number>;

/** The library is loaded with the first question. */
export function openProxyScripts(koffi: Koffi): ProxyScripts {
  let opened: { readonly library: WinHttpLibrary; readonly free: (text: Pointer) => unknown } | null = null;
  const freeing = { GlobalFree: 'void *__stdcall GlobalFree(void *memory)' } as const;
  function open() {
    opened ??= { library: openWinHttpLibrary(koffi), free: bind(koffi, 'kernel32.dll', freeing).GlobalFree };
    return opened;
  }

  /** Given by the system, and given back. */
  function take(text: Pointer): string {
    if (text === null) return '';
    try {
      return koffi.decode(text, 'char16_t', -1) as string;
    } finally {
      open().free(text);
    }
  }

  async function askWindows(place: ScriptPlace, server: URL): Promise<readonly string[] | null> {
    const { library } = open();
    const session = library.WinHttpOpen('Sekisho', WINHTTP_ACCESS_TYPE_NO_PROXY, null, null, 0);
    if (Number(session) === 0) return null;
    try {
      library.WinHttpSetTimeouts(session, partTimeoutMs, partTimeoutMs, partTimeoutMs, partTimeoutMs);
      const isDetected = place === 'detect';
      const where = isDetected ? WINHTTP_AUTOPROXY_AUTO_DETECT : WINHTTP_AUTOPROXY_CONFIG_URL;
      const question = {
        flags: where | WINHTTP_AUTOPROXY_RUN_OUTPROCESS_ONLY,
        detectFlags: isDetected ? everyDetection : 0,
        script: isDetected ? null : place.href,
        ...{ reserved: null, moreReserved: 0 },
        // This machine proves itself to nobody who only offers a script.
        logOn: 0,
      };
      const answer = { access: 0, server: null, bypass: null } as Answer;
      const { async } = library.WinHttpGetProxyForUrl as unknown as { async: (...args: unknown[]) => void };
      const done = await (promisify(async) as unknown as AskInBackground)(session, server.href, question, answer);
      if (done === 0) return null;
      take(answer.bypass);
      return scriptAnswer(answer.access, take(answer.server), server.protocol);
    } finally {
      library.WinHttpCloseHandle(session);
    }
  }

  return {
    ask: (place, server) => inTime(askWindows(place, server), answerWithinMs, null),
    ownOptions() {
      const found = { detect: 0, script: null, server: null, bypass: null } as OwnProxy;
      if (open().library.WinHttpGetIEProxyConfigForCurrentUser(found) === 0) return null;
      const [script, server, bypass] = [take(found.script), take(found.server), take(found.bypass)];
      return { detect: found.detect !== 0, script, proxy: manualProxy(server, bypass) };
    },
  };
}
