// What a screen process works on: a display that can be covered and opened, whatever its protocol.

import type { TextFont } from '../../any/drawing/text-panel.ts';
import type { Cover } from './cover.ts';
import type { Timers, WallClock } from './timers.ts';

export interface StageListener {
  /** Whether input is held. */
  input(held: boolean): void;
  drawn(monitors: number): void;
  /** Somebody else covers the display; it is tried again. */
  waiting(): void;
}

export interface StageTools {
  readonly timers: Timers & WallClock;
  /** Read at the first call, which takes a moment. */
  readonly font: () => Promise<TextFont>;
  /** Somebody threw us out of the display again and again: nobody else is to be served while it is covered, where the protocol can do that. */
  readonly alone: boolean;
  readonly listener: StageListener;
}

export interface Stage {
  openCover(tools: StageTools): Promise<Cover>;
  /** Opens a display on which an earlier process of ours may have left something. */
  sweep(): Promise<void>;
  /** Resolves when the display is gone or has thrown us out. */
  readonly closed: Promise<void>;
  close(): void;
}
