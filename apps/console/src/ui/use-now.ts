/** The present, again and again: for 'three minutes ago' that stays true while one looks at it. */
import { useEffect, useState } from 'react';

export function useNow(everyMs = 5000): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
