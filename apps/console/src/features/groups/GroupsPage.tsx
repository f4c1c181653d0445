/** Groups of devices. */
import { ActionIcon, Button, Group, Paper, Skeleton, Text, Tooltip } from '@mantine/core';
import type { DeviceGroup } from '@sekisho/contracts';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { groupsQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { GroupDialog } from './GroupDialog.tsx';

type Asking = { what: 'create' } | { what: 'rename' | 'delete'; group: DeviceGroup };

export function GroupsPage() {
  const { t } = useWording();
  usePageTitle(t('groups.title'));
  const may = useMay();
  const [asking, setAsking] = useState<Asking>();
  const { data, error } = useQuery({ ...groupsQuery, refetchInterval: 5000 });
  const close = () => setAsking(undefined);
  return (
    <>
      <PageHead title={t('groups.title')} lead={t('groups.lead')}>
        {may('groups.write') && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAsking({ what: 'create' })}>
            {t('groups.add')}
          </Button>
        )}
      </PageHead>
      {data === undefined &&
        (error === null ? (
          <Skeleton height={200} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {data?.items.length === 0 && (
        <Paper p="xl">
          <Text fw={650}>{t('groups.none.title')}</Text>
          <Text size="sm" c="dimmed">
            {t('groups.none.text')}
          </Text>
        </Paper>
      )}
      {data !== undefined && data.items.length > 0 && <Groups groups={data.items} onAsk={setAsking} />}
      {asking?.what === 'create' && <GroupDialog group={undefined} onClose={close} />}
      {asking?.what === 'rename' && <GroupDialog group={asking.group} onClose={close} />}
      {asking?.what === 'delete' && <DeleteGroup group={asking.group} onClose={close} />}
    </>
  );
}

function Groups({ groups, onAsk }: { groups: readonly DeviceGroup[]; onAsk: (asking: Asking) => void }) {
  const { t, number, compare } = useWording();
  const may = useMay();
  const sorted = [...groups].sort((left, right) => compare(left.name, right.name));
  return (
    <Paper maw={820}>
      <SimpleTable
        label={t('groups.title')}
        head={[t('groups.column.id'), t('groups.column.name'), t('groups.column.devices'), t('groups.column.actions')]}
        rows={sorted.map((group) => ({
          key: String(group.id),
          cells: [
            <span key="id" className="sekisho-numbers">
              {group.id}
            </span>,
            group.name,
            <Link key="devices" to="/" search={{ group: group.id }} className="sekisho-link">
              {number(group.devices)}
            </Link>,
            may('groups.write') && (
              <Group key="actions" gap={2} wrap="nowrap">
                <Tooltip label={t('common.rename')}>
                  <ActionIcon
                    aria-label={t('groups.rename.of', { name: group.name })}
                    onClick={() => onAsk({ what: 'rename', group })}
                  >
                    <IconPencil size={17} />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label={t('common.delete')}>
                  <ActionIcon
                    aria-label={t('groups.delete.of', { name: group.name })}
                    onClick={() => onAsk({ what: 'delete', group })}
                  >
                    <IconTrash size={17} />
                  </ActionIcon>
                </Tooltip>
              </Group>
            ),
          ],
        }))}
      />
    </Paper>
  );
}

function DeleteGroup({ group, onClose }: { group: DeviceGroup; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteGroup(group.id),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['groups'] });
      notices.done(t('groups.deleted', { name: group.name }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('groups.delete.title', { name: group.name })}
      text={
        group.devices > 0 ? (
          <>
            {t('groups.delete.devices', { devices: t('common.devices', { count: group.devices }) })}{' '}
            <Link to="/" search={{ group: group.id }} className="sekisho-link">
              {t('groups.delete.show')}
            </Link>
          </>
        ) : (
          t('groups.delete.text')
        )
      }
      confirm={t('groups.delete.confirm', { name: group.name })}
      error={remove.error}
      pending={remove.isPending}
      disabled={group.devices > 0}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
