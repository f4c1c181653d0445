/** Short notices at the bottom right: done, or not done and why. */
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { codeOf } from '../api/problem.ts';
import { useWording } from '../i18n/WordingProvider.tsx';

export type Notices = { done: (message: string) => void; failed: (error: unknown) => void };

export function useNotices(): Notices {
  const { t, error: textOf } = useWording();
  return useMemo(
    () => ({
      done: (message) =>
        void notifications.show({
          message,
          color: 'wakatake',
          closeButtonProps: { 'aria-label': t('common.close') },
        }),
      failed: (error) => {
        const { title, action } = textOf(codeOf(error));
        notifications.show({
          title,
          message: action,
          color: 'shu',
          autoClose: 10_000,
          closeButtonProps: { 'aria-label': t('common.close') },
        });
      },
    }),
    [t, textOf],
  );
}
