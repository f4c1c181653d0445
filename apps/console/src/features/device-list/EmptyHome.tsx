/** Home before there is a device: the steps to the first one. */
import { Box, Loader, Paper, Text, Title } from '@mantine/core';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';
import { DeployHint } from './DeployHint.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import classes from './HomePage.module.css';

export function EmptyHome() {
  const { t } = useWording();
  const may = useMay();
  if (!may('system.read')) {
    return (
      <Paper p="xl" maw={760}>
        <Title order={2} fz={19} mb={6}>
          {t('home.empty.groups.title')}
        </Title>
        <Text size="sm" mb="sm">
          {t('home.empty.groups.text')}
        </Text>
        <DeployHint />
      </Paper>
    );
  }
  return (
    <Paper p="xl" maw={760} component="section" aria-labelledby="first-device">
      <Title order={2} fz={19} id="first-device" mb={6}>
        {t('home.empty.title')}
      </Title>
      <FirstSteps />
      <Box mt="xl" className={classes['waiting']} role="status">
        <Loader size="xs" type="dots" aria-hidden="true" />
        {t('home.empty.waiting')}
      </Box>
    </Paper>
  );
}
