/** Before there is a setting: the three steps from here to a device. */
import { Box, Paper, Title } from '@mantine/core';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Step, Steps } from '../../ui/Steps.tsx';
import { type Client, isResident } from './offered-kinds.ts';

export function DeploySteps({ client: { clientKind } }: { client: Client }) {
  const { t } = useWording();
  const last = isResident(clientKind) ? 'resident' : (clientKind as 'on-demand' | 'standalone');
  return (
    <Paper p="xl" maw={760} component="section" aria-labelledby="deploy-steps">
      <Title order={2} fz={19} id="deploy-steps">
        {t('deploy.empty.title')}
      </Title>
      <Box mt="md">
        <Steps>
          <Step title={t('deploy.empty.step1.title')} text={t('deploy.empty.step1.text')} />
          <Step title={t('deploy.empty.step2.title')} text={t('deploy.empty.step2.text')} />
          <Step title={t('deploy.empty.step3.title')} text={t(`deploy.empty.step3.text.${last}`)} />
        </Steps>
      </Box>
    </Paper>
  );
}
