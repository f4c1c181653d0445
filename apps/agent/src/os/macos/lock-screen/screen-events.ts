/** What the agent hears from the process that covers a session, one JSON object a line. */
export interface CoverEvent {
  /** `holds`: every display is covered and input ends there, as far as AppKit tells. `open`: it is not so, or not yet. */
  readonly event: 'holds' | 'open' | 'hidden';
  readonly revision: number;
}

/** `null` for whatever is none. */
export function parseCoverEvent(text: string): CoverEvent | null {
  try {
    const { event, revision } = JSON.parse(text) as Partial<CoverEvent>;
    if (event !== 'holds' && event !== 'open' && event !== 'hidden') return null;
    return typeof revision === 'number' ? { event, revision } : null;
  } catch {
    return null;
  }
}
