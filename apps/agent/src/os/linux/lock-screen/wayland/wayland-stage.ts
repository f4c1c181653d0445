// A Wayland session as a stage. A compositor goes on covering when its locker dies: a mark tells the next process of ours that it must open.

import type { Stage } from '../stage.ts';
import type { SendDescriptor } from './send-descriptor.ts';
import { createSessionLock, takeOverAndOpen } from './session-lock.ts';
import { connectWayland } from './wayland-connection.ts';

export interface Mark {
  isSet(): boolean;
  /** Best effort: without it a session whose screen was killed stays covered by its compositor. */
  set(): void;
  clear(): void;
}

export interface WaylandStageOptions {
  readonly socketPath: string;
  readonly sendDescriptor: SendDescriptor;
  readonly mark: Mark;
}

export async function openWaylandStage({ socketPath, sendDescriptor, mark }: WaylandStageOptions): Promise<Stage> {
  const connection = await connectWayland(socketPath, sendDescriptor);
  const openCover: Stage['openCover'] = async ({ timers, font, listener }) => {
    const lock = await createSessionLock({
      connection,
      timers,
      font,
      onInput: listener.input,
      onDrawn: listener.drawn,
      onWaiting: listener.waiting,
    });
    return {
      show: async (content) => {
        mark.set();
        await lock.show(content);
      },
      hide: async () => {
        await lock.hide();
        mark.clear();
      },
      loosen: () => undefined,
    };
  };
  return {
    openCover,
    sweep: async () => {
      if (!mark.isSet()) return;
      await takeOverAndOpen(connection);
      mark.clear();
    },
    closed: connection.closed.then(() => undefined),
    close: () => connection.close(),
  };
}
