/** Add-on software for a system (I05): installers of others that this organization hands out. */
import { ActionIcon, Button, Group, Paper, Skeleton, Text, Tooltip } from '@mantine/core';
import type { AddOnSoftware, ClientPlatform } from '@sekisho/contracts';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { addOnSoftwareQuery } from '../../api/queries.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import classes from '../client-deployment/ClientDeployment.module.css';
import { TwoLines } from '../client-deployment/TwoLines.tsx';
import { DeleteAddOn } from './DeleteAddOn.tsx';
import { FetchAction } from './FetchAction.tsx';
import { FileHash } from './FileHash.tsx';
import { platformOf } from './platform-of.ts';
import { RegisterAddOn } from './RegisterAddOn.tsx';
import { Whole } from './Whole.tsx';

export function AddOnSoftwarePage() {
  const platform = platformOf(useParams({ from: '/shell/client-deployment/$platform/add-on-software' }).platform);
  return platform === undefined ? <NotFound /> : <AddOns key={platform} platform={platform} />;
}

function AddOns({ platform }: { platform: ClientPlatform }) {
  const { t } = useWording();
  const title = t('add-on.title', { system: t(`deploy.system.${platform}`) });
  usePageTitle(title);
  const may = useMay();
  const [registering, setRegistering] = useState(false);
  const { data, error } = useQuery(addOnSoftwareQuery);
  const addOns = data?.items.filter((each) => each.platform === platform);
  return (
    <>
      <PageHead title={title} lead={t('add-on.lead')}>
        {may('installers.write') && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setRegistering(true)}>
            {t('add-on.register')}
          </Button>
        )}
      </PageHead>
      {addOns === undefined &&
        (error === null ? (
          <Skeleton height={200} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {addOns?.length === 0 && (
        <Paper p="xl" maw={720}>
          <Text fw={650}>{t('add-on.none.title')}</Text>
          <Text size="sm" c="dimmed">
            {t(may('installers.write') ? 'add-on.none.text' : 'add-on.none.ask')}
          </Text>
        </Paper>
      )}
      {addOns !== undefined && addOns.length > 0 && (
        <Paper className={classes['table']}>
          <AddOnTable title={title} addOns={addOns} />
        </Paper>
      )}
      {registering && <RegisterAddOn platform={platform} onClose={() => setRegistering(false)} />}
    </>
  );
}

function AddOnTable({ title, addOns }: { title: string; addOns: readonly AddOnSoftware[] }) {
  const { t, date, bytes } = useWording();
  const may = useMay();
  const [deleting, setDeleting] = useState<AddOnSoftware>();
  return (
    <>
      <SimpleTable
        label={title}
        minWidth={760}
        head={[
          t('add-on.field.name'),
          t('add-on.column.file'),
          t('client-software.column.size'),
          'SHA-256',
          t('add-on.column.registered'),
          t('client-software.column.actions'),
        ]}
        rows={addOns.map((addOn) => {
          const { id, name, version, fileName, url, sha256, createdAt, createdBy } = addOn;
          return {
            key: id,
            cells: [
              <TwoLines key="name" beneath={version}>
                {name}
              </TwoLines>,
              <Text key="file" span ff="monospace" size="xs" className={classes['file']}>
                {fileName}
              </Text>,
              <Whole key="size">{bytes(addOn.bytes)}</Whole>,
              <FileHash key="hash" sha256={sha256} of={fileName} />,
              <TwoLines key="registered" nowrap beneath={createdBy ?? '—'}>
                {date(createdAt)}
              </TwoLines>,
              <Group key="actions" gap={2} wrap="nowrap">
                <FetchAction url={url} fileName={fileName} />
                {may('installers.write') && (
                  <Tooltip label={t('common.delete')}>
                    <ActionIcon
                      onClick={() => setDeleting(addOn)}
                      aria-label={t('add-on.delete.of', { name: `${name} ${version}` })}
                    >
                      <IconTrash size={17} />
                    </ActionIcon>
                  </Tooltip>
                )}
              </Group>,
            ],
          };
        })}
      />
      {deleting !== undefined && <DeleteAddOn addOn={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  );
}
