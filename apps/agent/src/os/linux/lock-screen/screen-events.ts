// What the agent hears from a screen process; apart from that process, so that the agent does not load what draws.

/** What a screen process tells on its standard output, one JSON object a line. `at` is in epoch milliseconds. */
export type ScreenEvent =
  | { readonly event: 'shown'; readonly at: number; readonly revision: number }
  | { readonly event: 'drawn'; readonly monitors: number }
  | { readonly event: 'grabbed' | 'grab-lost' | 'waiting' }
  | { readonly event: 'hidden'; readonly at: number; readonly revision: number };

/** Of a process whose display can never be covered by it. */
export const CANNOT_COVER = 3;
