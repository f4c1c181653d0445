/** What can be done from the search box, beyond going somewhere. */
import { useNavigate } from '@tanstack/react-router';
import { useLogOut } from '../../app/use-log-out.ts';
import { useLanguageSwitch, useWording } from '../../i18n/WordingProvider.tsx';
import { useSchemeSwitch } from '../../ui/Switches.tsx';
import { useMay } from '../../ui/use-may.ts';

export function useActions(): { label: string; run: () => void }[] {
  const { t, language } = useWording();
  const navigate = useNavigate();
  const speak = useLanguageSwitch();
  const { toggle } = useSchemeSwitch();
  const logOut = useLogOut();
  const may = useMay();
  return [
    ...(may('system.read')
      ? [{ label: t('search.action.addDevice'), run: () => void navigate({ to: '/', search: { add: true } }) }]
      : []),
    { label: t('search.action.theme'), run: toggle },
    { label: t('search.action.language'), run: () => void speak(language === 'ja' ? 'en' : 'ja') },
    { label: t('search.action.logout'), run: logOut },
  ];
}
