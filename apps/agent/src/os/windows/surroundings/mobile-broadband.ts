/**
 * In which state the SIMs are, in numbers: Windows' interface for modems (mbnapi.h; learn.microsoft.com/windows/win32/api/mbnapi). Objects of COM,
 * called by the places of their functions in their tables.
 */
import type { Koffi } from '../../any/koffi.ts';
import { bind, type Pointer } from '../ffi/library.ts';

/** MBN_READY_STATE: the modem is there and works, and no SIM is in it. */
export const simNotInserted = 2;

/** IUnknown, IMbnInterfaceManager and IMbnInterface: where in its table a function stands. */
const places = { release: 2, getInterfaces: 4, getReadyState: 6 } as const;

const CLSID_MbnInterfaceManager = 'bdfee05b-4418-11dd-90ed-001c257ccff1';
const IID_IMbnInterfaceManager = 'dcbbbab6-201b-4bbb-aaee-338e368af6fa';
const COINIT_MULTITHREADED = 0;
const CLSCTX_SERVER = 0x15;
const mostModems = 16;

const ofOle = {
  CoInitializeEx: 'int32_t __stdcall CoInitializeEx(void *reserved, uint32_t how)',
  CoCreateInstance:
    'int32_t __stdcall CoCreateInstance(const uint8_t *what, void *outer, uint32_t where, const uint8_t *as, _Out_ void **made)',
} as const;

const ofAutomation = {
  SafeArrayGetUBound: 'int32_t __stdcall SafeArrayGetUBound(void *array, uint32_t dimension, _Out_ int32_t *last)',
  SafeArrayGetElement: 'int32_t __stdcall SafeArrayGetElement(void *array, const int32_t *index, _Out_ void **element)',
  SafeArrayDestroy: 'int32_t __stdcall SafeArrayDestroy(void *array)',
} as const;

/** As in memory: the first three parts little-endian, the rest byte by byte. */
export function guidBytes(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** `null`: there is no such service here. */
export function createInterfaceManager(koffi: Koffi): Pointer | null {
  const ole = bind(koffi, 'ole32.dll', ofOle);
  ole.CoInitializeEx(null, COINIT_MULTITHREADED);
  const made: [Pointer] = [null];
  const as = guidBytes(IID_IMbnInterfaceManager);
  const failed = Number(ole.CoCreateInstance(guidBytes(CLSID_MbnInterfaceManager), null, CLSCTX_SERVER, as, made)) < 0;
  return failed ? null : made[0];
}

/** Of each modem; the manager is released. `null`: they cannot be told. */
export function readReadyStates(koffi: Koffi, manager: Pointer): number[] | null {
  const automation = bind(koffi, 'oleaut32.dll', ofAutomation);
  const release = koffi.proto('uint32_t __stdcall SekishoRelease(void *self)');
  const getInterfaces = koffi.proto('int32_t __stdcall SekishoGetInterfaces(void *self, _Out_ void **array)');
  const getReadyState = koffi.proto('int32_t __stdcall SekishoGetReadyState(void *self, _Out_ int32_t *state)');
  const pointerBytes = koffi.sizeof('void *');

  function call(self: Pointer, place: number, type: ReturnType<Koffi['proto']>, ...args: unknown[]): number {
    const table = koffi.decode(self, 'void *') as Pointer;
    return Number(koffi.call(koffi.decode(table, place * pointerBytes, 'void *'), type, self, ...args));
  }

  function stateOf(modem: Pointer): number | null {
    const state = [0];
    const failed = call(modem, places.getReadyState, getReadyState, state) < 0;
    call(modem, places.release, release);
    return failed ? null : (state[0] ?? 0);
  }

  function statesIn(array: Pointer): number[] | null {
    const last = [-1];
    if (Number(automation.SafeArrayGetUBound(array, 1, last)) < 0) return null;
    const states: number[] = [];
    for (let index = 0; index <= Math.min(last[0] ?? -1, mostModems - 1); index += 1) {
      const modem: [Pointer] = [null];
      if (Number(automation.SafeArrayGetElement(array, [index], modem)) < 0 || modem[0] === null) return null;
      const state = stateOf(modem[0]);
      if (state === null) return null;
      states.push(state);
    }
    return states;
  }

  const array: [Pointer] = [null];
  const failed = call(manager, places.getInterfaces, getInterfaces, array) < 0;
  call(manager, places.release, release);
  if (failed || array[0] === null) return null;
  const states = statesIn(array[0]);
  automation.SafeArrayDestroy(array[0]);
  return states;
}
