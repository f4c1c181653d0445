/** Requests as a list: those that wait, with their progress, or those that have ended, with their outcome. */
import { Badge, Button } from '@mantine/core';
import type { ApprovalRequest } from '@sekisho/contracts';
import type { ReactNode } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { Wording } from '../../i18n/wording.ts';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { requestLabel, stateColours } from './request-label.ts';

type Props = {
  label: string;
  requests: readonly ApprovalRequest[];
  ended?: boolean;
  onOpen: (id: string) => void;
};

const whole = (key: string, content: ReactNode) => (
  <span key={key} style={{ whiteSpace: 'nowrap' }}>
    {content}
  </span>
);

/** What tells one that waits from one that has ended. */
function lastCells({ t, dateTime }: Wording, request: ApprovalRequest, ended: boolean): ReactNode[] {
  if (!ended) {
    const progress = t('approvals.progress', { done: request.approvedBy.length, needed: request.approvals });
    return [dateTime(request.expiresAt), whole('progress', progress)];
  }
  return [
    request.closedAt === null ? '' : dateTime(request.closedAt),
    <Badge key="state" color={stateColours[request.state]} style={{ minWidth: 'max-content' }}>
      {t(`approvals.state.${request.state}`)}
    </Badge>,
  ];
}

export function RequestTable({ label, requests, ended = false, onOpen }: Props) {
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
        t(ended ? 'approvals.column.closedAt' : 'approvals.column.expiresAt'),
        t(ended ? 'approvals.column.state' : 'approvals.column.progress'),
        t('approvals.column.actions'),
      ]}
      rows={requests.map((request) => ({
        key: request.id,
        cells: [
          whole('kind', t(`approvals.kind.${request.kind}`)),
          requestLabel(wording, request),
          whole('by', request.askedBy ?? t('approvals.system')),
          dateTime(request.askedAt),
          ...lastCells(wording, request, ended),
          <Button
            key="open"
            size="compact-xs"
            variant={ended ? 'subtle' : 'filled'}
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
