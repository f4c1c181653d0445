/** Beside the command: installers with initial settings, made under client deployment. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';

export function DeployHint() {
  const { t } = useWording();
  const may = useMay();
  if (!may('installers.read')) return null;
  return (
    <Text size="sm">
      {t('home.empty.deploy')}{' '}
      <Link to="/client-deployment" className="sekisho-link">
        {t('home.empty.deploy.link')}
      </Link>
    </Text>
  );
}
