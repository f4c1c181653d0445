/** Asks before one leaves a page with changes that are not saved. */
import { useBlocker } from '@tanstack/react-router';
import { useWording } from '../i18n/WordingProvider.tsx';

export function useLeaveGuard(unsaved: boolean): void {
  const { t } = useWording();
  useBlocker({
    shouldBlockFn: () => unsaved && !window.confirm(t('common.leave')),
    enableBeforeUnload: () => unsaved,
    disabled: !unsaved,
  });
}
