/** What can be downloaded of a setting: each package with its version, date and size. */
import { Button, Stack, Text } from '@mantine/core';
import type { InstallerPackage, InstallerSetting } from '@sekisho/contracts';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { installerPackagesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import classes from './ClientDeployment.module.css';
import { DownloadDialog } from './DownloadDialog.tsx';
import { type Client, packagesFor } from './offered-kinds.ts';
import { architectureWord, packageState } from './package-words.ts';

type Props = { client: Client; setting: InstallerSetting | undefined; edited: boolean };

export function Packages({ client, setting, edited }: Props) {
  const { t } = useWording();
  const may = useMay();
  const [chosen, setChosen] = useState<InstallerPackage>();
  const packages = packagesFor(useQuery(installerPackagesQuery).data?.items ?? [], client);
  return (
    <Section title={t('deploy.packages')}>
      <Stack gap="sm">
        {edited && setting !== undefined && (
          <Text size="sm" c="dimmed">
            {t('deploy.packages.save')}
          </Text>
        )}
        {packages.map((each) => (
          <OnePackage
            key={each.id}
            offered={each}
            disabled={edited || !may('installers.download')}
            onChoose={() => setChosen(each)}
          />
        ))}
      </Stack>
      {setting !== undefined && chosen !== undefined && (
        <DownloadDialog setting={setting} packages={[chosen]} onClose={() => setChosen(undefined)} />
      )}
    </Section>
  );
}

type OneProps = { offered: InstallerPackage; disabled: boolean; onChoose: () => void };

function OnePackage({ offered, disabled, onChoose }: OneProps) {
  const { t } = useWording();
  const name = t(`deploy.package.${offered.id}`);
  const isReady = packageState(offered) === 'ready';
  return (
    <div className={classes['package']}>
      <Text size="sm" fw={550}>
        {name}
      </Text>
      <PackageFacts offered={offered} />
      {isReady && (
        <Button
          mt={6}
          size="compact-sm"
          variant="light"
          leftSection={<IconDownload size={15} />}
          disabled={disabled}
          onClick={onChoose}
          aria-label={t('deploy.download.of', { name })}
        >
          {t('deploy.download')}
        </Button>
      )}
    </div>
  );
}

function PackageFacts({ offered }: { offered: InstallerPackage }) {
  const { t, date, bytes } = useWording();
  const { agentVersion, architectures, builtAt, missing, signed, platform } = offered;
  if (missing !== null) return <Text size="xs">{t('deploy.packages.missing.tool', missing)}</Text>;
  if (builtAt === null) return <Text size="xs">{t('deploy.packages.notBuilt')}</Text>;
  const version = t('deploy.packages.version', {
    version: agentVersion,
    architectures: architectures.map(architectureWord).join(' / '),
  });
  const facts = [
    date(builtAt),
    offered.bytes === null ? '' : bytes(offered.bytes),
    platform === 'linux' ? '' : t(signed ? 'deploy.packages.signed' : 'deploy.packages.unsigned'),
  ];
  return (
    <>
      <Text size="sm">{version}</Text>
      <Text size="xs" c="dimmed">
        {facts.filter((fact) => fact !== '').join(' · ')}
      </Text>
    </>
  );
}
