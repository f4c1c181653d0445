/** The messages of a process's windows, turned from Node's loop: waits for the next one, and lets Node work between. */
import type { Koffi } from '../../any/koffi.ts';
import type { Dialogs } from '../ffi/dialogs.ts';
import type { User32 } from '../ffi/user32.ts';

const PM_REMOVE = 1;
const QS_ALLINPUT = 0x4ff;
const mostAtOnce = 200;
/** MSG is no longer than this on any Windows. */
const structureBytes = 96;

export interface WaitingMessage {
  readonly message: number;
  /** wParam. */
  readonly first: number;
  /** MSG, as the functions of Windows take it. */
  readonly bytes: Uint8Array;
}

export interface MessageLoopOptions {
  readonly koffi: Koffi;
  readonly user: User32;
  readonly dialogs: Dialogs;
  /** How long nothing of Node's may be looked at. */
  readonly waitMs: () => number;
  /** @returns whether nothing else is to be done with it */
  readonly take: (message: WaitingMessage) => boolean;
}

export function turnMessages({ koffi, user, dialogs, waitMs, take }: MessageLoopOptions): { stop(): void } {
  const pointerBytes = koffi.sizeof('void *');
  const bytes = Buffer.alloc(structureBytes);
  let isStopped = false;
  const turn = () => {
    if (isStopped) return;
    dialogs.MsgWaitForMultipleObjects(0, null, 0, waitMs(), QS_ALLINPUT);
    for (let count = 0; count < mostAtOnce && user.PeekMessageW(bytes, 0, 0, 0, PM_REMOVE) !== 0; count += 1) {
      const message = { message: bytes.readUInt32LE(pointerBytes), first: bytes.readUInt32LE(2 * pointerBytes), bytes };
      if (take(message)) continue;
      user.TranslateMessage(bytes);
      user.DispatchMessageW(bytes);
    }
    setImmediate(turn);
  };
  setImmediate(turn);
  return {
    stop() {
      isStopped = true;
    },
  };
}
