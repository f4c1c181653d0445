/** Days as people choose them, `2026-11-28`, and when they begin where the reader is. Pure but for the reader's time zone. */

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The first moment of the day, or of one some days later, in RFC 3339; a day is as long as it is there. */
export function startOfDay(day: string, later = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
