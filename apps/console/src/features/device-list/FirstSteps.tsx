/** How a device is added: three steps and the command to copy. */
import { Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { systemQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Step, Steps } from '../../ui/Steps.tsx';
import { DeployHint } from './DeployHint.tsx';

export function FirstSteps() {
  const { t } = useWording();
  const { data, error } = useQuery(systemQuery);
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('home.empty.text')}</Text>
      <Steps>
        <Step title={t('home.empty.step1.title')} text={t('home.empty.step1.text')} />
        <Step title={t('home.empty.step2.title')} text={t('home.empty.step2.text')}>
          {error !== null && <ProblemAlert error={error} />}
          {data === undefined && error === null && <Loader size="sm" />}
          {data !== undefined && <CopyField value={data.enrolmentCommand} label={t('home.empty.step2.command')} wrap />}
        </Step>
        <Step title={t('home.empty.step3.title')} text={t('home.empty.step3.text')} />
      </Steps>
      <DeployHint />
    </Stack>
  );
}
