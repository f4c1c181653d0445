/** 'Three minutes ago', true while one looks at it; the exact moment on hover and for screen readers. */
import { Tooltip } from '@mantine/core';
import { createContext, useContext } from 'react';
import { useWording } from '../i18n/WordingProvider.tsx';

/** The present of a screen: one timer for all times on it. */
export const NowContext = createContext(0);

export function Ago({ at }: { at: string | null }) {
  const { t, relative, dateTime } = useWording();
  const nowMs = useContext(NowContext);
  if (at === null) return <span>{t('time.never')}</span>;
  return (
    <Tooltip label={dateTime(at)}>
      <time dateTime={at} className="sekisho-numbers">
        {relative(at, nowMs)}
      </time>
    </Tooltip>
  );
}
