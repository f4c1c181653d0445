/** The two switches of the header: language, and light or dark. */
import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { useLanguageSwitch, useWording } from '../i18n/WordingProvider.tsx';

export function LanguageSwitch({ onSwitch }: { onSwitch?: (language: 'ja' | 'en') => void }) {
  const { language, t } = useWording();
  const speak = useLanguageSwitch();
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconLanguage size={17} />}
      aria-label={`${t('language.switch')}: ${t(`language.${other}`)}`}
      onClick={() => {
        onSwitch?.(other);
        void speak(other);
      }}
    >
      <span lang={other}>{t(`language.${other}`)}</span>
    </Button>
  );
}

export function useSchemeSwitch(): { dark: boolean; toggle: () => void } {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const dark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
  return { dark, toggle: () => setColorScheme(dark ? 'light' : 'dark') };
}

export function SchemeSwitch() {
  const { t } = useWording();
  const { dark, toggle } = useSchemeSwitch();
  const label = t(dark ? 'shell.theme.toLight' : 'shell.theme.toDark');
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={toggle} size={30}>
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
