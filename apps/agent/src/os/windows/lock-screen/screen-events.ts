/** What the agent hears from a screen process, one JSON object a line; `at` in epoch milliseconds. */
export type ScreenEvent = {
  readonly event: 'shown' | 'hidden';
  readonly at: number;
  readonly revision: number;
};

/** `null` for whatever is none. */
export function parseScreenEvent(text: string): ScreenEvent | null {
  try {
    const { event, at, revision } = JSON.parse(text) as Partial<ScreenEvent>;
    if (event !== 'shown' && event !== 'hidden') return null;
    return typeof at === 'number' && typeof revision === 'number' ? { event, at, revision } : null;
  } catch {
    return null;
  }
}
