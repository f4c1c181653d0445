/** Who approves, how many devices know of them, and keys added or taken away. */
import { Alert, Badge, Button, Text } from '@mantine/core';
import type { ApprovalsOverview, Approver } from '@sekisho/contracts';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { AddApproverDialog } from './AddApproverDialog.tsx';
import { useTrustChange } from './use-trust-change.ts';

type Props = { overview: ApprovalsOverview; onAsked: (requestId: string) => void };

export function Approvers({ overview, onAsked }: Props) {
  const { t } = useWording();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Approver>();
  const { approvers, console, uninformed } = overview;
  return (
    <Section
      title={t('approvals.approvers')}
      aside={
        may('approvals.write') && (
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
            {t('approvals.approvers.add')}
          </Button>
        )
      }
    >
      {approvers.length === 0 ? (
        <Alert color="yamabuki">{t('approvals.approvers.none')}</Alert>
      ) : (
        <ApproverTable approvers={approvers} onRemove={setRemoving} />
      )}
      {approvers.length > 0 && (
        <Text size="sm" mt="sm">
          {t(uninformed.isExact ? 'approvals.uninformed' : 'approvals.uninformed.more', {
            devices: uninformed.devices,
          })}
        </Text>
      )}
      {console !== null && (
        <Text size="sm" c="dimmed">
          {t('approvals.signedAt', { origin: console.origin })}
        </Text>
      )}
      <MoveConsole overview={overview} onAsked={onAsked} />
      {adding && <AddApproverDialog overview={overview} onAsked={onAsked} onClose={() => setAdding(false)} />}
      {removing !== undefined && (
        <RemoveDialog approver={removing} onAsked={onAsked} onClose={() => setRemoving(undefined)} />
      )}
    </Section>
  );
}

function ApproverTable({
  approvers,
  onRemove,
}: {
  approvers: readonly Approver[];
  onRemove: (approver: Approver) => void;
}) {
  const { t } = useWording();
  const may = useMay();
  return (
    <SimpleTable
      label={t('approvals.approvers')}
      minWidth={640}
      head={[
        t('approvals.approvers.column.name'),
        t('approvals.approvers.column.holder'),
        t('approvals.approvers.column.use'),
        t('approvals.approvers.column.keyId'),
        t('approvals.column.actions'),
      ]}
      rows={approvers.map((approver) => ({
        key: approver.keyId,
        cells: [
          approver.name,
          <span key="holder">
            {approver.holder ?? t('approvals.approvers.gone')}{' '}
            {approver.own && (
              <Badge size="sm" color="ai">
                {t('approvals.approvers.own')}
              </Badge>
            )}
          </span>,
          t(`approvals.approvers.use.${approver.use}`),
          <code key="id">{approver.keyId.slice(0, 16)}</code>,
          may('approvals.write') && (
            <Button
              key="remove"
              size="compact-xs"
              variant="subtle"
              color="shu"
              aria-label={t('approvals.approvers.remove.of', { name: approver.name })}
              onClick={() => onRemove(approver)}
            >
              {t('approvals.approvers.remove')}
            </Button>
          ),
        ],
      }))}
    />
  );
}

function RemoveDialog({
  approver,
  onAsked,
  onClose,
}: {
  approver: Approver;
  onAsked: Props['onAsked'];
  onClose: () => void;
}) {
  const { t } = useWording();
  const change = useTrustChange((requestId) => {
    onClose();
    if (requestId !== null) onAsked(requestId);
  });
  return (
    <ConfirmDialog
      title={t('approvals.approvers.remove.title', { name: approver.name })}
      text={t('approvals.approvers.remove.text')}
      confirm={t('approvals.approvers.remove')}
      error={change.error}
      pending={change.isPending}
      onConfirm={() => change.mutate({ remove: [approver.keyId] })}
      onClose={onClose}
    />
  );
}

/** Offered only where the server has got another public address since. */
function MoveConsole({ overview, onAsked }: Props) {
  const { t } = useWording();
  const may = useMay();
  const change = useTrustChange((requestId) => requestId !== null && onAsked(requestId));
  const { console, passkeysAt } = overview;
  if (console === null || passkeysAt === null || console.origin === passkeysAt.origin) return null;
  return (
    <Alert color="yamabuki" mt="sm">
      <Text size="sm" mb="xs">
        {t('approvals.moveConsole.text')}
      </Text>
      <Button
        size="compact-md"
        variant="default"
        disabled={!may('approvals.write')}
        loading={change.isPending}
        onClick={() => change.mutate({ moveConsole: true })}
      >
        {t('approvals.moveConsole')}
      </Button>
    </Alert>
  );
}
