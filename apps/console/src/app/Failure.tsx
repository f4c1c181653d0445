/** Shown in place of a screen that could not be loaded or broke while it was drawn. */
import { Button, Center, Stack } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useWording } from '../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';

export function Failure({ error, reset }: ErrorComponentProps) {
  const { t } = useWording();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack maw={560} w="100%">
        <ProblemAlert error={error} title={t('common.failed.title')} />
        <Button variant="default" onClick={retry} style={{ alignSelf: 'flex-start' }}>
          {t('common.retry')}
        </Button>
      </Stack>
    </Center>
  );
}
