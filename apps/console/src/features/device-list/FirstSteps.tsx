/** How a device is added: three steps and the command to copy. */
import { Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { systemQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './HomePage.module.css';

export function FirstSteps() {
  const { t } = useWording();
  const { data, error } = useQuery(systemQuery);
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('home.empty.text')}</Text>
      <ol className={classes['steps']}>
        <Step title={t('home.empty.step1.title')} text={t('home.empty.step1.text')} />
        <Step title={t('home.empty.step2.title')} text={t('home.empty.step2.text')}>
          {error !== null && <ProblemAlert error={error} />}
          {data === undefined && error === null && <Loader size="sm" />}
          {data !== undefined && <CopyField value={data.enrolmentCommand} label={t('home.empty.step2.command')} wrap />}
        </Step>
        <Step title={t('home.empty.step3.title')} text={t('home.empty.step3.text')} />
      </ol>
    </Stack>
  );
}

function Step({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <li>
      <Text fw={650}>{title}</Text>
      <Text size="sm" c="dimmed" mb={children === undefined ? 0 : 6}>
        {text}
      </Text>
      {children}
    </li>
  );
}
