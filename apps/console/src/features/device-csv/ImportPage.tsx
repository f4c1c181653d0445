/** An edited CSV of the device list: chosen, looked at by the server, shown, confirmed, applied. */
import { Alert, Button, FileButton, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import type { Task } from '@sekisho/contracts';
import { IconCheck, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { taskQuery, tasksQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { BackLink } from '../../ui/BackLink.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { TaskProgress } from '../tasks/TaskView.tsx';
import { ImportFaults } from './ImportFaults.tsx';
import { ImportPreview } from './ImportPreview.tsx';

export function ImportPage() {
  const { t } = useWording();
  usePageTitle(t('import.title'));
  const { task: id } = useSearch({ from: '/shell/import' });
  return (
    <>
      <Link to="/" className="sekisho-link">
        <BackLink>{t('nav.home')}</BackLink>
      </Link>
      <PageHead title={t('import.title')} lead={t('import.lead')} />
      <Stack maw={960}>
        {id === undefined ? <Rules /> : <ImportTask key={id} id={id} />}
        <Choose isFirst={id === undefined} />
      </Stack>
    </>
  );
}

function Rules() {
  const { t } = useWording();
  return (
    <Paper p="lg" component="section" aria-labelledby="import-rules">
      <Title order={2} fz={16} mb={8} id="import-rules">
        {t('import.rules.title')}
      </Title>
      <List size="sm" spacing={6}>
        {(['columns', 'group', 'rows', 'editor', 'whole'] as const).map((rule) => (
          <List.Item key={rule}>{t(`import.rules.${rule}`)}</List.Item>
        ))}
      </List>
    </Paper>
  );
}

function Choose({ isFirst }: { isFirst: boolean }) {
  const { t } = useWording();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: api.importDevices,
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries(tasksQuery);
      await navigate({ to: '/import', search: { task: id } });
    },
  });
  return (
    <Stack gap="sm">
      <ProblemAlert error={send.error} />
      <Group>
        <FileButton accept=".csv,text/csv" onChange={(file) => file !== null && send.mutate(file)}>
          {(props) => (
            <Button
              {...props}
              variant={isFirst ? 'filled' : 'default'}
              leftSection={<IconUpload size={16} />}
              loading={send.isPending}
            >
              {t(isFirst ? 'import.choose' : 'import.another')}
            </Button>
          )}
        </FileButton>
        {send.isPending && (
          <Text size="sm" role="status">
            {t('import.uploading')}
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function ImportTask({ id }: { id: string }) {
  const { t } = useWording();
  const { data: task, error } = useQuery(taskQuery(id));
  if (task === undefined) return <ProblemAlert error={error} />;
  switch (task.state) {
    case 'receiving':
    case 'waiting':
    case 'running':
      return <UnderWay task={task} />;
    case 'awaiting-confirmation':
      return <ImportPreview task={task} />;
    case 'done':
      return <Done task={task} />;
    case 'cancelled':
      return <Alert color="gray">{t('import.cancelled')}</Alert>;
    case 'failed':
      return task.outcome?.faults === undefined ? <Failed task={task} /> : <ImportFaults task={task} />;
  }
}

function UnderWay({ task }: { task: Task }) {
  const { t } = useWording();
  const isApplying = task.outcome !== null;
  return (
    <Paper p="lg" role="status">
      <Text size="sm" mb="sm">
        {t(isApplying ? 'import.applying' : 'import.checking')}
      </Text>
      <TaskProgress task={task} />
    </Paper>
  );
}

function Done({ task: { outcome } }: { task: Task }) {
  const { t } = useWording();
  const { rows = 0, changed = 0 } = outcome ?? {};
  return (
    <Alert color="wakatake" icon={<IconCheck />} title={t('import.done.title')} role="status">
      <Text size="sm">{t('import.done.text', { rows, changed })}</Text>
      <Button component={Link} to="/" variant="default" size="compact-sm" mt="sm">
        {t('import.done.home')}
      </Button>
    </Alert>
  );
}

function Failed({ task: { code } }: { task: Task }) {
  const { error } = useWording();
  const { title, action } = error(code ?? 'unknown');
  return (
    <Alert color="shu" title={title} role="alert">
      {action}
    </Alert>
  );
}
