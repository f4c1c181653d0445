// What a compositor offers that the lock screen needs, bound; and its monitors as they come and go.

import type { WaylandConnection } from './wayland-connection.ts';
import { numberAt, textAt, wordAfterText } from './wire.ts';

const DISPLAY = 1;
const DISPLAY_GET_REGISTRY = 1;
const REGISTRY_BIND = 0;
const GLOBAL_EVENT = 0;
const OUTPUT = 'wl_output';
const NEEDED = {
  wl_compositor: 'compositor',
  wl_shm: 'shm',
  ext_session_lock_manager_v1: 'manager',
} as const;

export interface OutputListener {
  added(name: number, output: number): void;
  removed(name: number): void;
}

export interface Globals {
  readonly compositor: number;
  readonly shm: number;
  readonly manager: number;
  /** Object by the name of the global. */
  readonly outputs: ReadonlyMap<number, number>;
  onOutput(listener: OutputListener): void;
}

/** `undefined` where something needed is not offered. */
export async function bindGlobals(connection: WaylandConnection): Promise<Globals | undefined> {
  const found: Partial<Record<'compositor' | 'shm' | 'manager', number>> = {};
  const outputs = new Map<number, number>();
  let listener: OutputListener | undefined;
  const bind = (name: number, wanted: string): number => {
    const object = connection.newObject();
    // The first version of everything is enough.
    connection.send(registry, REGISTRY_BIND, name, wanted, 1, object);
    return object;
  };
  const registry = connection.newObject((opcode, body) => {
    const name = numberAt(body, 0);
    if (opcode !== GLOBAL_EVENT) {
      if (outputs.delete(name)) listener?.removed(name);
      return;
    }
    const offered = textAt(body, 1);
    // Every version that the first one is a part of.
    if (numberAt(body, wordAfterText(body, 1)) < 1) return;
    if (offered === OUTPUT) {
      const output = bind(name, offered);
      outputs.set(name, output);
      listener?.added(name, output);
    } else if (offered in NEEDED) {
      found[NEEDED[offered as keyof typeof NEEDED]] ??= bind(name, offered);
    }
  });
  connection.send(DISPLAY, DISPLAY_GET_REGISTRY, registry);
  await connection.sync();
  const { compositor, shm, manager } = found;
  if (compositor === undefined || shm === undefined || manager === undefined) return undefined;
  return {
    compositor,
    shm,
    manager,
    outputs,
    onOutput: (heard) => {
      listener = heard;
    },
  };
}
