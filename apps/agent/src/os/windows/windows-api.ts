/** The parts of Windows that the agent calls, opened once: koffi knows a structure by its name, and takes none twice. */
import type { Koffi } from '../any/koffi.ts';
import { openDpapi, type Sealer } from './dpapi.ts';
import { type ListDrives, openDrives } from './drives.ts';
import { type Kernel32, openKernel32 } from './ffi/kernel32.ts';
import { openProxyScripts, type ProxyScripts } from './proxy-scripts.ts';
import { openRegistry, type Registry } from './registry.ts';
import { openSecurity, type Security } from './security.ts';
import { openSessions, type SessionList } from './sessions.ts';

export interface WindowsApi {
  readonly koffi: Koffi;
  readonly kernel: Kernel32;
  readonly registry: Registry;
  readonly security: Security;
  readonly sessions: SessionList;
  readonly sealer: Sealer;
  readonly drives: ListDrives;
  readonly proxyScripts: ProxyScripts;
}

export function openWindowsApi(koffi: Koffi): WindowsApi {
  return {
    koffi,
    kernel: openKernel32(koffi),
    registry: openRegistry(koffi),
    security: openSecurity(koffi),
    sessions: openSessions(koffi),
    sealer: openDpapi(koffi),
    drives: openDrives(koffi),
    proxyScripts: openProxyScripts(koffi),
  };
}
