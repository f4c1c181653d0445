/** The title of the browser's tab follows the screen and the language. */
import { useEffect } from 'react';
import { useWording } from '../i18n/WordingProvider.tsx';

export function usePageTitle(page: string): void {
  const { t } = useWording();
  useEffect(() => {
    document.title = t('shell.title', { page });
  }, [page, t]);
}
