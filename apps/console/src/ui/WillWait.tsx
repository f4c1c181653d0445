/** Before something is done: that approvers have to agree first, where the organization's rules say so. */
import { Alert } from '@mantine/core';
import type { ApprovableKind } from '@sekisho/contracts';
import { IconClockPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { approvalsQuery } from '../api/queries.ts';
import { useWording } from '../i18n/WordingProvider.tsx';
import { useMay } from './use-may.ts';

export function WillWait({ kind }: { kind: ApprovableKind }) {
  const { t } = useWording();
  const may = useMay();
  const { data } = useQuery({ ...approvalsQuery, enabled: may('approvals.read') });
  const approvals = data?.rules.find((rule) => rule.kind === kind)?.approvals ?? 0;
  if (approvals === 0) return null;
  return (
    <Alert color="ai" py={8} icon={<IconClockPause />}>
      {t('approvals.willWait', { count: approvals })}
    </Alert>
  );
}
