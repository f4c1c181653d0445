/** Downloads in a table, newest first; each can be fetched again or revoked while it still works. */
import { ActionIcon, Badge, Group, Text, Tooltip } from '@mantine/core';
import type { InstallerDownload, InstallerDownloadState } from '@sekisho/contracts';
import { IconBan, IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './ClientDeployment.module.css';
import { downloadState } from './download-form.ts';
import { RevokeDownload } from './RevokeDownload.tsx';
import { TwoLines } from './TwoLines.tsx';

const looks = { usable: 'wakatake', 'used-up': 'gray', expired: 'gray', revoked: 'shu' } as const;

export function DownloadTable({ downloads }: { downloads: readonly InstallerDownload[] }) {
  const { t } = useWording();
  const nowMs = useNow(60_000);
  const [revoking, setRevoking] = useState<InstallerDownload>();
  return (
    <>
      <SimpleTable
        label={t('deploy.history')}
        minWidth={820}
        head={[
          t('deploy.history.column.at'),
          t('deploy.history.column.setting'),
          t('deploy.history.column.group'),
          t('deploy.history.column.file'),
          t('deploy.history.column.uses'),
          t('deploy.history.column.state'),
          t('deploy.history.column.actions'),
        ]}
        rows={downloads.map((download) => {
          const state = downloadState(download, nowMs);
          return {
            key: download.id,
            cells: [
              <When key="at" download={download} />,
              <Setting key="setting" download={download} />,
              download.groupId === 0 ? t('home.filter.group.none') : download.groupName,
              <Text key="file" span ff="monospace" size="xs" className={classes['file']}>
                {download.fileName}
              </Text>,
              <Uses key="uses" download={download} />,
              <State key="state" state={state} expiresAt={download.expiresAt} />,
              state === 'usable' && (
                <Actions key="actions" download={download} onRevoke={() => setRevoking(download)} />
              ),
            ],
          };
        })}
      />
      {revoking !== undefined && <RevokeDownload download={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

function When({ download: { createdAt, createdBy } }: { download: InstallerDownload }) {
  const { date, time } = useWording();
  return (
    <TwoLines beneath={createdBy ?? '—'}>
      {date(createdAt)} {time(createdAt)}
    </TwoLines>
  );
}

/** Leads to the setting as long as there is one. */
function Setting({ download }: { download: InstallerDownload }) {
  const { t } = useWording();
  const { settingId, settingName, packageId, agentVersion } = download;
  return (
    <TwoLines beneath={`${t(`deploy.package.${packageId}`)} ${agentVersion}`}>
      {settingId === null ? (
        settingName
      ) : (
        <Link
          to="/client-deployment/$platform/$clientKind/$settingId"
          params={{ ...download, settingId }}
          className="sekisho-link"
        >
          {settingName}
        </Link>
      )}
    </TwoLines>
  );
}

function Uses({ download: { uses, maximumUses } }: { download: InstallerDownload }) {
  const { t } = useWording();
  const devices = (count: number) => t('common.devices', { count });
  return (
    <TwoLines
      nowrap
      beneath={
        maximumUses === null
          ? t('deploy.history.maximum.any')
          : t('deploy.history.maximum', { maximum: devices(maximumUses) })
      }
    >
      {devices(uses)}
    </TwoLines>
  );
}

function State({ state, expiresAt }: { state: InstallerDownloadState; expiresAt: string }) {
  const { t, date } = useWording();
  return (
    <TwoLines nowrap beneath={state === 'revoked' ? null : t('deploy.history.until', { date: date(expiresAt) })}>
      <Badge color={looks[state]} miw="max-content">
        {t(`deploy.history.state.${state}`)}
      </Badge>
    </TwoLines>
  );
}

function Actions({ download: { url, fileName }, onRevoke }: { download: InstallerDownload; onRevoke: () => void }) {
  const { t } = useWording();
  const may = useMay();
  if (!may('installers.download')) return null;
  return (
    <Group gap={2} wrap="nowrap">
      <Tooltip label={t('deploy.history.again')}>
        <ActionIcon
          component="a"
          href={url}
          download={fileName}
          aria-label={t('deploy.history.again.of', { file: fileName })}
        >
          <IconDownload size={17} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('deploy.revoke')}>
        <ActionIcon color="shu" onClick={onRevoke} aria-label={t('deploy.revoke.of', { file: fileName })}>
          <IconBan size={17} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
