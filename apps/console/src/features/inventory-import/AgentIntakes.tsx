/** Addresses to which agents of others (GLPI, FusionInventory, OCS) send their inventories: list, make, revoke. */
import { Badge, Button, Skeleton, Text } from '@mantine/core';
import type { AgentIntake } from '@sekisho/contracts';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { agentIntakesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { useNow } from '../../ui/use-now.ts';
import { NewIntakeDialog } from './NewIntakeDialog.tsx';

export function AgentIntakes() {
  const { t } = useWording();
  const may = useMay();
  const { data, error } = useQuery(agentIntakesQuery);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<AgentIntake>();
  return (
    <Section
      title={t('intakes.title')}
      aside={
        may('installers.download') && (
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
            {t('intakes.add')}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('intakes.lead')}
      </Text>
      {data === undefined &&
        (error === null ? (
          <Skeleton height={80} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {data?.items.length === 0 && <Text size="sm">{t('intakes.none')}</Text>}
      {data !== undefined && data.items.length > 0 && <Intakes intakes={data.items} onRevoke={setRevoking} />}
      {making && <NewIntakeDialog onClose={() => setMaking(false)} />}
      {revoking !== undefined && <RevokeIntake intake={revoking} onClose={() => setRevoking(undefined)} />}
    </Section>
  );
}

function Intakes({ intakes, onRevoke }: { intakes: readonly AgentIntake[]; onRevoke: (intake: AgentIntake) => void }) {
  const { t } = useWording();
  const may = useMay();
  const nowMs = useNow(60_000);
  const isUsable = ({ revokedAt, expiresAt }: AgentIntake) => revokedAt === null && Date.parse(expiresAt) > nowMs;
  return (
    <SimpleTable
      label={t('intakes.title')}
      minWidth={760}
      head={[
        t('intakes.column.name'),
        t('intakes.column.group'),
        t('intakes.column.devices'),
        t('intakes.column.lastUse'),
        t('intakes.column.expires'),
        t('intakes.column.actions'),
      ]}
      rows={intakes.map((intake) => ({
        key: intake.id,
        cells: [
          intake.name,
          intake.groupId === 0 ? t('home.filter.group.none') : intake.groupName,
          t('common.devices', { count: intake.devices }),
          <LastUse key="use" lastUse={intake.lastUse} />,
          <Validity key="validity" intake={intake} isUsable={isUsable(intake)} />,
          isUsable(intake) && may('installers.download') && (
            <Button
              key="revoke"
              size="compact-xs"
              variant="subtle"
              color="shu"
              onClick={() => onRevoke(intake)}
              aria-label={t('intakes.revoke.of', { name: intake.name })}
            >
              {t('intakes.revoke')}
            </Button>
          ),
        ],
      }))}
    />
  );
}

function LastUse({ lastUse }: Pick<AgentIntake, 'lastUse'>) {
  const { t, dateTime } = useWording();
  if (lastUse === null) return <>{t('intakes.neverUsed')}</>;
  return (
    <>
      {dateTime(lastUse.at)}
      <Text size="xs" c="dimmed">
        {lastUse.agent} · {lastUse.address}
      </Text>
    </>
  );
}

function Validity({ intake: { revokedAt, expiresAt }, isUsable }: { intake: AgentIntake; isUsable: boolean }) {
  const { t, date } = useWording();
  if (isUsable) return <>{date(expiresAt)}</>;
  return (
    <Badge color={revokedAt === null ? 'gray' : 'shu'} miw="max-content">
      {t(revokedAt === null ? 'intakes.expired' : 'intakes.revoked')}
    </Badge>
  );
}

function RevokeIntake({ intake: { id, name }, onClose }: { intake: AgentIntake; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.revokeAgentIntake(id),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: agentIntakesQuery.queryKey });
      notices.done(t('intakes.revoke.done', { name }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('intakes.revoke.title', { name })}
      text={t('intakes.revoke.text')}
      confirm={t('intakes.revoke')}
      error={revoke.error}
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
