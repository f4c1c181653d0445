/** What is wrong with an imported file, line by line, and what to do about it. */
import { Alert, Button, Paper, Stack, Text } from '@mantine/core';
import type { Task } from '@sekisho/contracts';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';

export function ImportFaults({ task }: { task: Task }) {
  const { t } = useWording();
  const { total, first } = task.outcome?.faults ?? { total: 0, first: [] };
  const file = task.files.find(({ name }) => name === 'errors');
  return (
    <Stack>
      <Alert color="shu" icon={<IconAlertTriangle />} title={t('import.faults.title', { count: total })} role="alert">
        <Text size="sm">{t('import.faults.text')}</Text>
        {file !== undefined && (
          <Button
            component="a"
            href={api.taskFile(task.id, 'errors')}
            download={file.fileName}
            variant="default"
            size="compact-sm"
            mt="sm"
            leftSection={<IconDownload size={14} />}
          >
            {t('import.faults.download')}
          </Button>
        )}
      </Alert>
      <Paper p={0}>
        <SimpleTable
          label={t('import.faults.what')}
          head={[t('import.faults.line'), t('import.faults.column'), t('import.faults.what')]}
          rows={first.map(({ line, column, code, value }, index) => ({
            key: String(index),
            cells: [
              <span key="line" className="sekisho-numbers">
                {line}
              </span>,
              <div key="column">
                {column !== null && t(`csv.column.${column}`)}
                <Text size="xs" c="dimmed" style={{ wordBreak: 'break-all' }}>
                  {value}
                </Text>
              </div>,
              <div key="what">
                {t(`csv.fault.${code}`)}
                <Text size="xs" c="dimmed">
                  {t(`csv.fault.${code}.action`)}
                </Text>
              </div>,
            ],
          }))}
        />
      </Paper>
      {total > first.length && <Text size="sm">{t('import.faults.more', { count: total - first.length })}</Text>}
    </Stack>
  );
}
