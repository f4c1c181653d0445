/** Shown where no screen has the address. */
import { Anchor, Center, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWording } from '../i18n/WordingProvider.tsx';
import { usePageTitle } from '../ui/use-page-title.ts';

export function NotFound() {
  const { t } = useWording();
  usePageTitle(t('common.notFound.title'));
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack align="center" gap="xs">
        <Title order={1}>{t('common.notFound.title')}</Title>
        <Text c="dimmed">{t('common.notFound.text')}</Text>
        <Anchor component={Link} to="/" underline="always">
          {t('common.notFound.home')}
        </Anchor>
      </Stack>
    </Center>
  );
}
