/** IMbnInterfaceManager and IMbnInterface as far as they are asked, laid out in memory as mbnapi.h does: Wine has none, and no modem was there. */
import type { Koffi } from '../../../src/os/any/koffi.ts';

export interface ModelOfModems {
  readonly manager: unknown;
  /** How many references somebody still holds. */
  held(): number;
}

const VT_UNKNOWN = 13;
const failed = -2_147_467_259;
const notAsked = 'int32_t __stdcall ModelNotAsked(void *self)';

/** @param states of each modem; a negative one does not tell */
export function modelOfModems(koffi: Koffi, states: readonly number[]): ModelOfModems {
  const automation = koffi.load('oleaut32.dll');
  const create = automation.func('void *__stdcall SafeArrayCreateVector(uint16_t kind, int32_t first, uint32_t count)');
  const put = automation.func(
    'int32_t __stdcall SafeArrayPutElement(void *array, const int32_t *index, void *element)',
  );
  const pointers = koffi.pointer('void');
  let references = 0;

  /** An object whose table begins with IUnknown's three. */
  function makeObject(functions: readonly { prototype: string; run: (...args: never[]) => number }[]): unknown {
    const count = (by: number) => () => {
      references += by;
      return 1;
    };
    const base = [
      { prototype: 'int32_t __stdcall ModelQuery(void *self, void *what, void *result)', run: () => failed },
      { prototype: 'uint32_t __stdcall ModelCount(void *self)', run: count(1) },
      { prototype: 'uint32_t __stdcall ModelCount(void *self)', run: count(-1) },
    ];
    const entries = [...base, ...functions].map(({ prototype, run }) => {
      return koffi.register(run as (...args: unknown[]) => unknown, koffi.pointer(protoOf(prototype)));
    });
    const table = koffi.alloc(pointers, entries.length);
    koffi.encode(table, koffi.array(pointers, entries.length), entries);
    const object = koffi.alloc(pointers, 1);
    koffi.encode(object, pointers, table);
    references += 1;
    return object;
  }

  const known = new Map<string, ReturnType<Koffi['proto']>>();
  function protoOf(prototype: string) {
    const proto = known.get(prototype) ?? koffi.proto(prototype);
    known.set(prototype, proto);
    return proto;
  }

  const never = { prototype: notAsked, run: () => failed };
  const modems = states.map((state) =>
    makeObject([
      never,
      never,
      never,
      {
        prototype: 'int32_t __stdcall ModelReadyState(void *self, int32_t *state)',
        run: (_self: unknown, result: unknown) => {
          if (state < 0) return failed;
          koffi.encode(result, 'int32_t', state);
          return 0;
        },
      },
    ]),
  );
  const manager = makeObject([
    never,
    {
      prototype: 'int32_t __stdcall ModelInterfaces(void *self, void **array)',
      run: (_self: unknown, result: unknown) => {
        const array: unknown = create(VT_UNKNOWN, 0, modems.length);
        for (const [index, modem] of modems.entries()) put(array, [index], modem);
        koffi.encode(result, pointers, array);
        return 0;
      },
    },
  ]);
  // What the model itself holds of its modems is nobody's fault.
  return { manager, held: () => references - modems.length };
}
