/** Who administers: the list, adding, and what can be done with each; the rule for everybody's log-in. */
import { ActionIcon, Badge, Button, Group, Menu, Skeleton, Stack, Text } from '@mantine/core';
import type { Administrator } from '@sekisho/contracts';
import { IconDots, IconKey, IconPencil, IconPlus, IconShieldOff, IconTrash } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { administratorsQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AdministratorDialog } from './AdministratorDialog.tsx';
import { DeleteAdministrator } from './DeleteAdministrator.tsx';
import { LinkDialog } from './LinkDialog.tsx';
import { LoginRule } from './LoginRule.tsx';
import { RemoveFactors } from './RemoveFactors.tsx';

type Asking = { what: 'add' } | { what: 'edit' | 'link' | 'factors' | 'delete'; administrator: Administrator };

export function AdministratorsPage() {
  const { t } = useWording();
  usePageTitle(t('administrators.title'));
  const may = useMay();
  const [asking, setAsking] = useState<Asking>();
  const { data, error } = useQuery(administratorsQuery);
  const close = () => setAsking(undefined);
  return (
    <>
      <PageHead title={t('administrators.title')} lead={t('administrators.lead')}>
        {may('administrators.write') && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAsking({ what: 'add' })}>
            {t('administrators.add')}
          </Button>
        )}
      </PageHead>
      <Stack maw={1100}>
        <Section title={t('administrators.list')}>
          {data === undefined &&
            (error === null ? (
              <Skeleton height={80} role="status" aria-label={t('common.loading')} />
            ) : (
              <ProblemAlert error={error} />
            ))}
          {data !== undefined && <Administrators administrators={data.items} onAsk={setAsking} />}
        </Section>
        <LoginRule />
      </Stack>
      {asking?.what === 'add' && <AdministratorDialog administrator={undefined} onClose={close} />}
      {asking?.what === 'edit' && <AdministratorDialog administrator={asking.administrator} onClose={close} />}
      {asking?.what === 'link' && <LinkDialog administrator={asking.administrator} onClose={close} />}
      {asking?.what === 'factors' && <RemoveFactors administrator={asking.administrator} onClose={close} />}
      {asking?.what === 'delete' && <DeleteAdministrator administrator={asking.administrator} onClose={close} />}
    </>
  );
}

type ListProps = { administrators: readonly Administrator[]; onAsk: (asking: Asking) => void };

function Administrators({ administrators, onAsk }: ListProps) {
  const { t, date } = useWording();
  const may = useMay();
  const { administrator: me } = useSuspenseQuery(sessionQuery).data;
  return (
    <SimpleTable
      label={t('administrators.list')}
      minWidth={860}
      head={(['loginId', 'email', 'role', 'groups', 'factor', 'created', 'actions'] as const).map((name) =>
        t(`administrators.column.${name}`),
      )}
      rows={administrators.map((administrator) => ({
        key: administrator.id,
        cells: [
          <Group key="login" gap={8} wrap="nowrap">
            {administrator.loginId}
            {administrator.id === me.id && <Badge>{t('administrators.you')}</Badge>}
            {administrator.state === 'invited' && <Badge color="yamabuki">{t('administrators.state.invited')}</Badge>}
          </Group>,
          administrator.email,
          t(`administrators.role.${administrator.role}`),
          <GroupNames key="groups" administrator={administrator} />,
          <Text key="factor" size="sm" c={administrator.secondFactor ? undefined : 'dimmed'}>
            {t(administrator.secondFactor ? 'administrators.factor.on' : 'administrators.factor.off')}
          </Text>,
          date(administrator.createdAt),
          may('administrators.write') && (
            <Actions key="actions" administrator={administrator} isMe={administrator.id === me.id} onAsk={onAsk} />
          ),
        ],
      }))}
    />
  );
}

function GroupNames({ administrator: { role, groups } }: { administrator: Administrator }) {
  const { t } = useWording();
  if (role === 'organization') return t('administrators.groups.all');
  if (groups.length === 0) return t('administrators.groups.none');
  return (
    <Group gap={4}>
      {groups.map(({ id, name }) => (
        <Badge key={id} variant="light" color="gray">
          {name}
        </Badge>
      ))}
    </Group>
  );
}

type ActionsProps = { administrator: Administrator; isMe: boolean; onAsk: (asking: Asking) => void };

function Actions({ administrator, isMe, onAsk }: ActionsProps) {
  const { t } = useWording();
  const ask = (what: 'edit' | 'link' | 'factors' | 'delete') => () => onAsk({ what, administrator });
  return (
    <Menu position="bottom-end" shadow="md" width={260}>
      <Menu.Target>
        <ActionIcon aria-label={t('administrators.menu.of', { loginId: administrator.loginId })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={ask('edit')}>
          {t('administrators.menu.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={ask('link')}>
          {t('administrators.menu.link')}
        </Menu.Item>
        {administrator.secondFactor && (
          <Menu.Item leftSection={<IconShieldOff size={16} />} onClick={ask('factors')}>
            {t('administrators.menu.factors')}
          </Menu.Item>
        )}
        {!isMe && (
          <Menu.Item leftSection={<IconTrash size={16} />} color="shu" onClick={ask('delete')}>
            {t('administrators.menu.delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
