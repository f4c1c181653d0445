// The time and the day on the lock screen, in its language.

import type { ScreenContent } from './content.ts';
import type { ClockText } from './layout.ts';

/** `14:05` over `11月28日(土)` or `Saturday 28 November`, in the time zone of the machine. */
export function clockText(language: ScreenContent['language'], epochMs: number): ClockText {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', options).format(epochMs);
  const weekday = language === 'ja' ? 'short' : 'long';
  return {
    time: format({ hour: '2-digit', minute: '2-digit', hour12: false }),
    date: format({ weekday, day: 'numeric', month: 'long' }),
  };
}
