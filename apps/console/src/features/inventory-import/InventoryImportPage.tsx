/** インベントリインポート: files of standalone clients, chosen, confirmed, followed, each with its result (I04). */
import { Alert, Button, FileButton, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { taskQuery, tasksQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useMay } from '../../ui/use-may.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { TaskView } from '../tasks/TaskView.tsx';
import { AgentIntakes } from './AgentIntakes.tsx';
import { GroupSelect, noGroup, useFirstGroup } from './GroupSelect.tsx';
import { ImportResults } from './ImportResults.tsx';

export function InventoryImportPage() {
  const { t } = useWording();
  const may = useMay();
  usePageTitle(t('inventory-import.title'));
  const { task: id } = useSearch({ from: '/shell/inventory-import' });
  return (
    <>
      <PageHead title={t('inventory-import.title')} lead={t('inventory-import.lead')} />
      <Stack maw={960}>
        {id === undefined ? <HowTo /> : <ImportTask key={id} id={id} />}
        <Choose isFirst={id === undefined} />
        {may('installers.read') && <AgentIntakes />}
      </Stack>
    </>
  );
}

function HowTo() {
  const { t } = useWording();
  return (
    <Paper p="lg" component="section" aria-labelledby="inventory-import-how">
      <Title order={2} fz={16} mb={8} id="inventory-import-how">
        {t('inventory-import.how')}
      </Title>
      <List size="sm" spacing={6}>
        {(['collect', 'agents', 'gather', 'twice', 'group'] as const).map((step) => (
          <List.Item key={step}>{t(`inventory-import.how.${step}`)}</List.Item>
        ))}
      </List>
    </Paper>
  );
}

function Choose({ isFirst }: { isFirst: boolean }) {
  const { t } = useWording();
  const [file, setFile] = useState<File | null>(null);
  return (
    <Group>
      <FileButton accept=".icrt,.json,.ocs,.xml,.zip" onChange={setFile}>
        {(props) => (
          <Button {...props} variant={isFirst ? 'filled' : 'default'} leftSection={<IconUpload size={16} />}>
            {t(isFirst ? 'inventory-import.choose' : 'inventory-import.another')}
          </Button>
        )}
      </FileButton>
      {file !== null && <Confirm file={file} onClose={() => setFile(null)} />}
    </Group>
  );
}

function Confirm({ file, onClose }: { file: File; onClose: () => void }) {
  const { t, number } = useWording();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [group, setGroup] = useState(useFirstGroup());
  const ending = file.name.toLowerCase().split('.').at(-1);
  const send = useMutation({
    mutationFn: () => api.importInventories(file, Number(group ?? noGroup)),
    onSuccess: async ({ id }) => {
      onClose();
      await queryClient.invalidateQueries(tasksQuery);
      await navigate({ to: '/inventory-import', search: { task: id } });
    },
  });
  const text = t('inventory-import.confirm.text', { file: file.name, size: number(Math.ceil(file.size / 1024)) });
  return (
    <ConfirmDialog
      title={t('inventory-import.confirm.title')}
      text={
        <Stack>
          {text}
          {ending !== 'icrt' && (
            <GroupSelect
              label={t('inventory-import.group')}
              description={t('inventory-import.group.help')}
              value={group}
              onChange={setGroup}
            />
          )}
        </Stack>
      }
      confirm={t('inventory-import.confirm')}
      error={send.error}
      pending={send.isPending}
      // A zip may hold nothing but files that bring their group.
      disabled={group === null && ending !== 'icrt' && ending !== 'zip'}
      onConfirm={() => send.mutate()}
      onClose={onClose}
    />
  );
}

function ImportTask({ id }: { id: string }) {
  const { t } = useWording();
  const { data: task, error } = useQuery(taskQuery(id));
  if (task === undefined) return <ProblemAlert error={error} />;
  if (task.state === 'done' || task.state === 'failed') return <ImportResults task={task} />;
  if (task.state === 'cancelled') return <Alert color="gray">{t('inventory-import.cancelled')}</Alert>;
  return (
    <Paper p="lg" role="status">
      <TaskView task={task} />
      <Text size="sm" mt="sm">
        {t('inventory-import.under-way', { done: task.done, total: task.total ?? 0 })}
      </Text>
    </Paper>
  );
}
