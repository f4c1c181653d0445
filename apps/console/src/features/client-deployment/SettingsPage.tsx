/** The installer settings of one kind of client. */
import { Button, Paper, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { installerPackagesQuery, installerSettingsQuery } from '../../api/queries.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useMay } from '../../ui/use-may.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import classes from './ClientDeployment.module.css';
import { clientWords } from './client-words.ts';
import { DeploySteps } from './DeploySteps.tsx';
import { type Client, clientOf, packagesFor } from './offered-kinds.ts';
import { SettingTable } from './SettingTable.tsx';
import { UnreadyPackages } from './UnreadyPackages.tsx';

export function SettingsPage() {
  const client = clientOf(useParams({ from: '/shell/client-deployment/$platform/$clientKind' }));
  return client === undefined ? <NotFound /> : <Settings client={client} />;
}

function Settings({ client }: { client: Client }) {
  const wording = useWording();
  const { t } = wording;
  const title = clientWords(client, wording);
  usePageTitle(title);
  const may = useMay();
  const { data, error } = useQuery({ ...installerSettingsQuery, refetchInterval: 10_000 });
  const offered = useQuery({ ...installerPackagesQuery, refetchInterval: 10_000 });
  const packages = packagesFor(offered.data?.items ?? [], client);
  const settings = data?.items.filter(
    ({ platform, clientKind }) => platform === client.platform && clientKind === client.clientKind,
  );
  return (
    <>
      <PageHead title={title} lead={t(`deploy.${client.clientKind}.lead`)}>
        {may('installers.write') && (
          <Button
            renderRoot={(props) => (
              <Link {...props} to="/client-deployment/$platform/$clientKind/new" params={client} />
            )}
            leftSection={<IconPlus size={16} />}
          >
            {t('deploy.settings.add')}
          </Button>
        )}
      </PageHead>
      <UnreadyPackages packages={packages} />
      {settings === undefined &&
        (error === null ? (
          <Skeleton height={200} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {settings?.length === 0 && <DeploySteps client={client} />}
      {settings !== undefined && settings.length > 0 && (
        <Paper className={classes['table']}>
          <SettingTable settings={settings} packages={packages} />
        </Paper>
      )}
    </>
  );
}
