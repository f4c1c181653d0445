/** The lock screens as a device will show them, in the language of the reader or the other one. */
import { SegmentedControl, Text } from '@mantine/core';
import { lockScreenColours } from '@sekisho/contracts/lock-screen-colours';
import { lockScreenEn } from '@sekisho/messages/en/lock-screen';
import { lockScreenJa } from '@sekisho/messages/ja/lock-screen';
import type { Language } from '@sekisho/messages/language';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../../api/queries.ts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import classes from './LockScreenPreview.module.css';

const shown = ['timer', 'remote'] as const;

export function LockScreenPreview({ message, telephone }: { message: string; telephone: string }) {
  const { t, language: ofReader } = useWording();
  const [language, setLanguage] = useState<Language>(ofReader);
  const { data: session } = useQuery(sessionQuery);
  const texts = language === 'ja' ? lockScreenJa : lockScreenEn;
  return (
    <div>
      <div className={classes['head']}>
        <Text size="sm" fw={500}>
          {t('policy.lockScreen.preview')}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('policy.lockScreen.preview.language')}
          value={language}
          onChange={(chosen) => setLanguage(chosen as Language)}
          data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        />
      </div>
      <div className={classes['screens']}>
        {shown.map((lock) => (
          <figure
            key={lock}
            className={classes['screen']}
            style={{ background: lockScreenColours[lock] }}
            lang={language}
            aria-label={texts[`lock-screen.${lock}`]}
          >
            <div className={classes['message']}>
              <p>{message.trim()}</p>
              {telephone.trim() !== '' && (
                <p className={classes['telephone']}>
                  {texts['lock-screen.telephone'].replace('{telephone}', () => telephone.trim())}
                </p>
              )}
            </div>
            <figcaption className={classes['name']}>
              <strong>{texts[`lock-screen.${lock}`]}</strong>
              <span>{session?.organization.name}</span>
              <span>{texts[`lock-screen.${lock}.release`]}</span>
            </figcaption>
          </figure>
        ))}
      </div>
      <Text size="xs" c="dimmed" mt={6}>
        {t('policy.lockScreen.preview.help')}
      </Text>
    </div>
  );
}
