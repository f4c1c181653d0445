/** What the server lacks to make some package, and the Debian package that brings it. */
import { Alert, Text } from '@mantine/core';
import type { InstallerPackage } from '@sekisho/contracts';
import { IconTool } from '@tabler/icons-react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { packageWord } from './package-words.ts';

export function MissingTools({ packages }: { packages: readonly InstallerPackage[] }) {
  const { t } = useWording();
  const lacking = packages.flatMap(({ id, clientKinds, missing }) =>
    missing === null ? [] : [{ id, clientKinds, missing }],
  );
  if (lacking.length === 0) return null;
  return (
    <Alert color="yamabuki" icon={<IconTool />} role="status" mb="md" py={8}>
      {lacking.map(({ id, missing }) => (
        <Text size="sm" key={id}>
          {t('deploy.packages.missing', { package: t(`deploy.package.${packageWord(id, 'standard')}`), ...missing })}
        </Text>
      ))}
    </Alert>
  );
}
