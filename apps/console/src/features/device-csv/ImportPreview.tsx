/** What an import would change, and the button that does it. */
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { csvEditableColumns, type Task } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { taskQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';

export function ImportPreview({ task }: { task: Task }) {
  const { t } = useWording();
  const queryClient = useQueryClient();
  const { rows = 0, changed = 0, changes, examples = [] } = task.outcome ?? {};
  const confirm = useMutation({
    mutationFn: () => api.confirmImport(task.id),
    onSuccess: (after) => queryClient.setQueryData(taskQuery(task.id).queryKey, after),
    onError: () => queryClient.invalidateQueries(taskQuery(task.id)),
  });
  return (
    <Stack>
      {task.code !== null && (
        <Alert color="yamabuki" role="alert">
          {t('import.preview.meanwhile')}
        </Alert>
      )}
      <Paper p="lg" component="section" aria-labelledby="import-preview">
        <Title order={2} fz={16} mb={8} id="import-preview">
          {t('import.preview.title')}
        </Title>
        <Text size="sm">{t(changed === 0 ? 'import.preview.none' : 'import.preview.text', { rows, changed })}</Text>
        {changed > 0 && changes !== undefined && (
          <Group gap="xl" mt="md" aria-label={t('import.preview.counts')} role="group">
            {csvEditableColumns.map((column) => (
              <div key={column}>
                <Text size="xs" c="dimmed">
                  {t(`csv.column.${column}`)}
                </Text>
                <Text className="sekisho-numbers">{t('import.preview.count', { count: changes[column] })}</Text>
              </div>
            ))}
          </Group>
        )}
      </Paper>
      {examples.length > 0 && <Examples examples={examples} />}
      <ProblemAlert error={confirm.error} />
      <Group>
        <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t('import.confirm', { devices: t('common.devices', { count: rows }) })}
        </Button>
      </Group>
    </Stack>
  );
}

function Examples({ examples }: { examples: NonNullable<NonNullable<Task['outcome']>['examples']> }) {
  const { t } = useWording();
  const title = t('import.preview.examples', { count: examples.length });
  return (
    <Paper p={0}>
      <Text size="sm" fw={650} p="md" pb={4}>
        {title}
      </Text>
      <SimpleTable
        label={title}
        head={[
          t('import.preview.line'),
          t('csv.column.computerName'),
          t('import.preview.column'),
          t('import.preview.before'),
          t('import.preview.after'),
        ]}
        rows={examples.map(({ line, deviceId, computerName, column, before, after }) => ({
          key: `${line} ${column}`,
          cells: [
            line,
            <Link key="name" to="/devices/$deviceId" params={{ deviceId }} className="sekisho-link">
              {computerName}
            </Link>,
            t(`csv.column.${column}`),
            <Value key="before" text={before} />,
            <Value key="after" text={after} />,
          ],
        }))}
      />
    </Paper>
  );
}

/** A note may have several lines. */
function Value({ text }: { text: string }) {
  const { t } = useWording();
  return <span style={{ whiteSpace: 'pre-line' }}>{text === '' ? t('common.none') : text}</span>;
}
