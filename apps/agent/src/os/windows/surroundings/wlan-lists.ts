/** The lists that wlanapi.dll gives, as bytes: every structure has fixed places on every architecture, as it holds no pointers (wlanapi.h, wlantypes.h). */

/** Of both lists: how many entries, and a number of no use here. */
export const listHeaderBytes = 8;

/** WLAN_INTERFACE_INFO: GUID, description of 256 characters, state. */
export const interfaceBytes = 532;
const stateAt = 528;
const wlan_interface_state_not_ready = 0;

/** WLAN_AVAILABLE_NETWORK: name of the profile (256 characters), length and bytes of the SSID, kind, number of stations … flags, a number of no use. */
export const networkBytes = 628;
const nameLengthAt = 512;
const nameAt = 516;
const longestName = 32;
const stationsAt = 552;
const flagsAt = 620;
const WLAN_AVAILABLE_NETWORK_CONNECTED = 1;

export function countOf(header: Uint8Array): number {
  return header.length < listHeaderBytes ? 0 : viewOf(header).getUint32(0, true);
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** As many whole entries as are announced, and are there. */
function entriesOf(list: Uint8Array, bytes: number): Uint8Array[] {
  const there = Math.floor(Math.max(0, list.length - listHeaderBytes) / bytes);
  const count = Math.min(countOf(list), there);
  return Array.from({ length: count }, (_, index) =>
    list.subarray(listHeaderBytes + index * bytes, listHeaderBytes + (index + 1) * bytes),
  );
}

/** Ids of the interfaces that are there and not switched off (WLAN_INTERFACE_INFO_LIST). */
export function readyInterfaces(list: Uint8Array): Uint8Array[] {
  return entriesOf(list, interfaceBytes)
    .filter((entry) => viewOf(entry).getUint32(stateAt, true) !== wlan_interface_state_not_ready)
    .map((entry) => Uint8Array.from(entry.subarray(0, 16)));
}

/**
 * The very bytes of each network's name, one character for each (WLAN_AVAILABLE_NETWORK_LIST). A hidden network has no name, unless the machine is connected to
 * it; a profile whose network is not around has no station.
 */
export function networkNames(list: Uint8Array): string[] {
  const names = entriesOf(list, networkBytes).flatMap((entry) => {
    const view = viewOf(entry);
    const length = view.getUint32(nameLengthAt, true);
    const isConnected = (view.getUint32(flagsAt, true) & WLAN_AVAILABLE_NETWORK_CONNECTED) !== 0;
    if (length > longestName || (view.getUint32(stationsAt, true) === 0 && !isConnected)) return [];
    return [Buffer.from(entry.subarray(nameAt, nameAt + length)).toString('latin1')];
  });
  return [...new Set(names.filter((name) => /[^\0]/.test(name)))];
}
