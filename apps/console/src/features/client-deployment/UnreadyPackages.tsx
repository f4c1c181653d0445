/** What keeps packages from being downloaded: a tool that the server lacks, or that nobody has made them yet. */
import { Alert, Stack, Text } from '@mantine/core';
import type { InstallerPackage } from '@sekisho/contracts';
import { IconTool } from '@tabler/icons-react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { buildCommand, packageState } from './package-words.ts';

type Props = { packages: readonly InstallerPackage[] };

export function UnreadyPackages({ packages }: Props) {
  const { t } = useWording();
  const nameOf = ({ id }: InstallerPackage) => t(`deploy.package.${id}`);
  const unmade = packages.filter((each) => packageState(each) === 'not-built');
  const commands = new Set(unmade.map(buildCommand).filter((command) => command !== null));
  if (packages.every((each) => packageState(each) === 'ready')) return null;
  return (
    <Alert color="yamabuki" icon={<IconTool />} role="status" mb="md" py={8}>
      <Stack gap={6}>
        {packages.map(
          (each) =>
            each.missing !== null && (
              <Text size="sm" key={each.id}>
                {t('deploy.packages.missing', { package: nameOf(each), ...each.missing })}
              </Text>
            ),
        )}
        {unmade.length > 0 && (
          <Text size="sm">
            {t(commands.size === 0 ? 'deploy.packages.beingMade' : 'deploy.packages.unmade', {
              packages: unmade.map(nameOf).join(t('deploy.separator')),
            })}
          </Text>
        )}
        {[...commands].map((command) => (
          <CopyField key={command} value={command} label={t('deploy.packages.command')} wrap />
        ))}
      </Stack>
    </Alert>
  );
}
