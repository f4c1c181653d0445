/** Utilities for a system (I05): what each is for, its version, date, size and hash, and the file. */
import { Alert, Paper, Skeleton, Stack, Text } from '@mantine/core';
import type { ClientPlatform, Utility } from '@sekisho/contracts';
import { IconTool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { utilitiesQuery } from '../../api/queries.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { TwoLines } from '../client-deployment/TwoLines.tsx';
import { FetchAction } from './FetchAction.tsx';
import { FileHash } from './FileHash.tsx';
import { platformOf } from './platform-of.ts';
import { Whole } from './Whole.tsx';

export function UtilitiesPage() {
  const platform = platformOf(useParams({ from: '/shell/client-deployment/$platform/utilities' }).platform);
  return platform === undefined ? <NotFound /> : <Utilities platform={platform} />;
}

function Utilities({ platform }: { platform: ClientPlatform }) {
  const { t } = useWording();
  const title = t('utilities.title', { system: t(`deploy.system.${platform}`) });
  usePageTitle(title);
  const { data, error } = useQuery(utilitiesQuery);
  const utilities = data?.items.filter((each) => each.platform === platform);
  return (
    <>
      <PageHead title={title} lead={t('utilities.lead')} />
      {utilities === undefined &&
        (error === null ? (
          <Skeleton height={200} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {utilities?.length === 0 && (
        <Paper p="xl">
          <Text>{t('utilities.none')}</Text>
        </Paper>
      )}
      {utilities !== undefined && utilities.length > 0 && (
        <>
          <Unmade platform={platform} utilities={utilities} />
          <Paper>
            <UtilityTable title={title} utilities={utilities} />
          </Paper>
        </>
      )}
    </>
  );
}

/** A tool that the server lacks, or the command that makes them. */
function Unmade({ platform, utilities }: { platform: ClientPlatform; utilities: readonly Utility[] }) {
  const { t } = useWording();
  const unmade = utilities.filter(({ sha256 }) => sha256 === null);
  if (unmade.length === 0) return null;
  return (
    <Alert color="yamabuki" icon={<IconTool />} role="status" mb="md" py={8}>
      <Stack gap={6}>
        {unmade.map(({ id, missing }) => (
          <Text size="sm" key={id}>
            {missing === null
              ? t('deploy.packages.unmade', { packages: t(`utilities.name.${id}`) })
              : t('deploy.packages.missing', { package: t(`utilities.name.${id}`), ...missing })}
          </Text>
        ))}
        <CopyField value={`npm run packages -- ${platform}`} label={t('deploy.packages.command')} wrap />
      </Stack>
    </Alert>
  );
}

function UtilityTable({ title, utilities }: { title: string; utilities: readonly Utility[] }) {
  const { t, date, bytes } = useWording();
  return (
    <SimpleTable
      label={title}
      minWidth={760}
      head={[
        t('utilities.column.name'),
        t('utilities.column.version'),
        t('utilities.column.date'),
        t('client-software.column.size'),
        'SHA-256',
        t('client-software.column.actions'),
      ]}
      rows={utilities.map((utility) => {
        const { id, fileName, url, version, builtAt, sha256 } = utility;
        return {
          key: id,
          cells: [
            <TwoLines key="name" beneath={t(`utilities.text.${id}`)}>
              {t(`utilities.name.${id}`)}
            </TwoLines>,
            version ?? t('utilities.unmade'),
            <Whole key="date">{builtAt === null ? '—' : date(builtAt)}</Whole>,
            <Whole key="size">{utility.bytes === null ? '—' : bytes(utility.bytes)}</Whole>,
            sha256 === null ? '—' : <FileHash key="hash" sha256={sha256} of={fileName} />,
            sha256 !== null && <FetchAction key="actions" url={url} fileName={fileName} />,
          ],
        };
      })}
    />
  );
}
