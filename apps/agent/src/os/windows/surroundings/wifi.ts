/** The Wi-Fi networks around, asked of Windows' own service for them (N11). */
import { setTimeout as wait } from 'node:timers/promises';
import type { Log, Wifi } from '@sekisho/agent-core';
import type { Koffi } from '../../any/koffi.ts';
import type { Handle, Pointer } from '../ffi/library.ts';
import { openWlanapi, type Wlanapi } from '../ffi/wlanapi.ts';
import { countOf, interfaceBytes, listHeaderBytes, networkBytes, networkNames, readyInterfaces } from './wlan-lists.ts';

/** WLAN_API_VERSION_2_0: since Vista. */
const version = 2;
/** Drivers have four seconds for a scan, as Microsoft says of `WlanScan`. */
const scanMs = 4_000;
const mostInterfaces = 16;
const mostNetworks = 1_024;
const ERROR_ACCESS_DENIED = 5;

export interface WifiOptions {
  readonly koffi: Koffi;
  readonly log: Log;
}

export function createWifi({ koffi, log }: WifiOptions): Wifi {
  let api: Wlanapi | null | undefined;
  let isDenied = false;
  const open = (): Wlanapi | null => {
    if (api === undefined) {
      try {
        api = openWlanapi(koffi);
      } catch {
        api = null;
      }
    }
    return api;
  };

  /** Since Windows 11 24H2 a program without the permission for locations is refused: said once. */
  function noteRefusal(code: unknown): void {
    if (code !== ERROR_ACCESS_DENIED || isDenied) return;
    isDenied = true;
    log.warn('Windows does not tell the Wi-Fi networks: its location service is switched off, or closed to services');
  }

  /** What the system gave is copied within a bound, and given back. */
  function take(wlan: Wlanapi, list: Pointer, bytes: number, most: number): Uint8Array {
    try {
      const header = Uint8Array.from(koffi.decode(list, 'uint8_t', listHeaderBytes) as Uint8Array);
      const length = listHeaderBytes + Math.min(countOf(header), most) * bytes;
      return Uint8Array.from(koffi.decode(list, 'uint8_t', length) as Uint8Array);
    } finally {
      wlan.WlanFreeMemory(list);
    }
  }

  function interfaces(wlan: Wlanapi, client: Handle): Uint8Array[] {
    const list = [null];
    if (wlan.WlanEnumInterfaces(client, null, list) !== 0 || list[0] === null) return [];
    return readyInterfaces(take(wlan, list[0], interfaceBytes, mostInterfaces));
  }

  /** `null`: its radio is off, or Windows does not tell. */
  function names(wlan: Wlanapi, client: Handle, id: Uint8Array): string[] | null {
    const list = [null];
    const failed = wlan.WlanGetAvailableNetworkList(client, id, 0, null, list);
    noteRefusal(failed);
    if (failed !== 0 || list[0] === null) return null;
    return networkNames(take(wlan, list[0], networkBytes, mostNetworks));
  }

  async function ask(wlan: Wlanapi, client: Handle): Promise<string[] | null> {
    const ready = interfaces(wlan, client);
    // Where a scan is refused just now, the list stands as it is.
    const scanning = ready.filter((id) => wlan.WlanScan(client, id, null, null, null) === 0);
    if (scanning.length > 0) await wait(scanMs);
    const told = ready.map((id) => names(wlan, client, id)).filter((each) => each !== null);
    return told.length === 0 ? null : [...new Set(told.flat())];
  }

  return {
    async networks() {
      const wlan = open();
      const client: Handle[] = [0];
      if (wlan === null || wlan.WlanOpenHandle(version, null, [0], client) !== 0) return null;
      const handle = client[0] ?? 0;
      try {
        return await ask(wlan, handle);
      } finally {
        wlan.WlanCloseHandle(handle, null);
      }
    },
  };
}
