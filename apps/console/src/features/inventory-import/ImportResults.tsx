/** What the files of an import came to: how many of each, those that were refused with the reason, and all of them to download. */
import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { importOutcomes, type Task } from '@sekisho/contracts';
import { IconAlertTriangle, IconCheck, IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';

export function ImportResults({ task }: { task: Task }) {
  const { t, error } = useWording();
  const { inventories, archiveFault } = task.outcome ?? {};
  if (inventories === undefined) {
    const { title, action } = error(task.code ?? 'unknown');
    return (
      <Alert color="shu" icon={<IconAlertTriangle />} title={title} role="alert">
        <Text size="sm">{archiveFault === undefined ? action : t(`inventory-import.archive.${archiveFault}`)}</Text>
      </Alert>
    );
  }
  const file = task.files.find(({ name }) => name === 'result');
  return (
    <Stack>
      <Alert
        color={inventories.refused === 0 ? 'wakatake' : 'yamabuki'}
        icon={inventories.refused === 0 ? <IconCheck /> : <IconAlertTriangle />}
        title={t('inventory-import.done', { refused: inventories.refused })}
        role="status"
      >
        <Text size="sm">
          {importOutcomes
            .filter((outcome) => inventories[outcome] > 0)
            .map((outcome) => `${t(`inventory-import.outcome.${outcome}`)}: ${inventories[outcome]}`)
            .join(' · ')}
        </Text>
        <Group mt="sm">
          {file !== undefined && (
            <Button
              component="a"
              href={api.taskFile(task.id, 'result')}
              download={file.fileName}
              variant="default"
              size="compact-sm"
              leftSection={<IconDownload size={14} />}
            >
              {t('inventory-import.download')}
            </Button>
          )}
          <Link to="/" search={{ sort: 'computerName', state: 'inventory-only' }} className="sekisho-link">
            {t('inventory-import.devices')}
          </Link>
        </Group>
      </Alert>
      <RefusedFiles task={task} />
    </Stack>
  );
}

function RefusedFiles({ task: { outcome } }: { task: Task }) {
  const { t } = useWording();
  const files = outcome?.refusedFiles ?? [];
  const total = outcome?.inventories?.refused ?? 0;
  if (files.length === 0) return null;
  return (
    <>
      <Paper p={0}>
        <SimpleTable
          label={t('inventory-import.refused')}
          head={[t('inventory-import.column.file'), t('inventory-import.column.reason')]}
          rows={files.map(({ fileName, code }, index) => ({
            key: String(index),
            cells: [
              <span key="file" style={{ wordBreak: 'break-all' }}>
                {fileName}
              </span>,
              <div key="reason">
                {t(`inventory-import.fault.${code}`)}
                <Text size="xs" c="dimmed">
                  {t(`inventory-import.fault.${code}.action`)}
                </Text>
              </div>,
            ],
          }))}
        />
      </Paper>
      {total > files.length && <Text size="sm">{t('inventory-import.more', { count: total - files.length })}</Text>}
    </>
  );
}
