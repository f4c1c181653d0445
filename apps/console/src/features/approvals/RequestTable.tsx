/** Requests as a list: what, of whom, until when, how many have approved. */
import { Badge, Button } from '@mantine/core';
import type { ApprovalRequest } from '@sekisho/contracts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { requestLabel, stateColours } from './request-label.ts';

type Props = { label: string; requests: readonly ApprovalRequest[]; onOpen: (id: string) => void };

export function RequestTable({ label, requests, onOpen }: Props) {
  const wording = useWording();
  const { t, dateTime } = wording;
  return (
    <SimpleTable
      label={label}
      minWidth={760}
      head={[
        t('approvals.column.kind'),
        t('approvals.column.what'),
        t('approvals.column.askedBy'),
        t('approvals.column.askedAt'),
        t('approvals.column.expiresAt'),
        t('approvals.column.progress'),
        t('approvals.column.state'),
        t('approvals.column.actions'),
      ]}
      rows={requests.map((request) => ({
        key: request.id,
        cells: [
          t(`approvals.kind.${request.kind}`),
          requestLabel(wording, request),
          request.askedBy ?? t('approvals.system'),
          dateTime(request.askedAt),
          dateTime(request.expiresAt),
          t('approvals.progress', { done: request.approvedBy.length, needed: request.approvals }),
          <Badge key="state" color={stateColours[request.state]}>
            {t(`approvals.state.${request.state}`)}
          </Badge>,
          <Button
            key="open"
            size="compact-xs"
            variant={request.state === 'open' ? 'filled' : 'subtle'}
            aria-label={t('approvals.open.of', { what: requestLabel(wording, request) })}
            onClick={() => onOpen(request.id)}
          >
            {t('approvals.open')}
          </Button>,
        ],
      }))}
    />
  );
}
