/** Seals secrets to this machine: what is copied elsewhere, with a backup say, opens nothing there. Who may read the file is another matter. */

import type { Koffi } from '../any/koffi.ts';
import { type Blob, openCrypt32 } from './ffi/crypt32.ts';
import { openKernel32 } from './ffi/kernel32.ts';

export interface Sealer {
  /** @throws when the system refuses */
  seal(secret: Uint8Array): Uint8Array;
  /** `null`: sealed on another machine, or damaged. */
  open(sealed: Uint8Array): Uint8Array | null;
}

/** For the agent's service and for administrators alike: not for one account alone. Nobody is ever asked. */
const CRYPTPROTECT_UI_FORBIDDEN = 0x1;
const CRYPTPROTECT_LOCAL_MACHINE = 0x4;
const largestBytes = 65_536;

export function openDpapi(koffi: Koffi): Sealer {
  const crypt = openCrypt32(koffi);
  const kernel = openKernel32(koffi);
  const blobOf = (bytes: Uint8Array) => ({ cbData: bytes.length, pbData: Buffer.from(bytes) });

  function take({ cbData, pbData }: Blob): Uint8Array {
    try {
      if (cbData > largestBytes) throw new Error('the system answered too much');
      return Uint8Array.from(koffi.decode(pbData, 'uint8_t', cbData) as Uint8Array);
    } finally {
      kernel.LocalFree(pbData);
    }
  }

  return {
    seal(secret) {
      const out: Blob = { cbData: 0, pbData: null };
      const flags = CRYPTPROTECT_UI_FORBIDDEN | CRYPTPROTECT_LOCAL_MACHINE;
      if (crypt.CryptProtectData(blobOf(secret), 'Sekisho', null, null, null, flags, out) === 0) {
        throw new Error('the system does not seal the device key (CryptProtectData)');
      }
      return take(out);
    },
    open(sealed) {
      const out: Blob = { cbData: 0, pbData: null };
      const flags = CRYPTPROTECT_UI_FORBIDDEN;
      return crypt.CryptUnprotectData(blobOf(sealed), null, null, null, null, flags, out) === 0 ? null : take(out);
    },
  };
}
