/** The lock screens of a whole machine, however they are drawn, and what they say of what is covered. */
import type { ScreenContent } from './drawing/content.ts';

/** What is covered: a display, else a session by the system's own lock, else nothing is there that a person could use. */
export type Covering = 'display' | 'session' | 'nothing';

export interface ShowOutcome {
  readonly covering: Covering;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface CoveringScreen {
  /** Covers everything there is and everything that comes. Never rejects. */
  show(screen: ScreenContent): Promise<ShowOutcome>;
  /** Opens everything; resolves when it is open. Never rejects. */
  hide(): Promise<void>;
  /** Calls the listener whenever a screen came up. */
  onShown(listener: (outcome: ShowOutcome) => void): unknown;
}
