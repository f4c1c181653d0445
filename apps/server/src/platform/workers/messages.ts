/** What the primary process and its workers say to each other. A worker may be newer than its primary: unknown messages are ignored. */

/** Figures of one process, as its registry gives them. */
export type Figures = readonly object[];

/** What only the primary knows. */
export interface Workforce {
  readonly running: number;
  /** Since the primary started. */
  readonly diedUnasked: number;
}

export type FromWorker =
  | { readonly type: 'ready'; readonly announcements: readonly string[] }
  /** Asks for the figures of all the others. */
  | { readonly type: 'collect'; readonly id: number }
  | { readonly type: 'figures'; readonly id: number; readonly figures: Figures };

export type ToWorker =
  | { readonly type: 'stop'; readonly lingerMs: number }
  /** Asks for the figures of this one. */
  | { readonly type: 'report'; readonly id: number }
  | {
      readonly type: 'collected';
      readonly id: number;
      readonly workforce: Workforce;
      readonly figures: readonly Figures[];
    };

/** In the environment of the one worker whose announcements a person reads: set-up links and the like are made once. */
export const announcingVariable = 'SEKISHO_INTERNAL_ANNOUNCES';
