/** Every policy: its rules in a line, and how many devices it touches. */
import { Button, Paper, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { policiesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { NewPolicyDialog } from './NewPolicyDialog.tsx';

export function PoliciesPage() {
  const { t, duration, number, date } = useWording();
  usePageTitle(t('policies.title'));
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const { data, error } = useQuery({ ...policiesQuery, refetchInterval: 5000 });
  return (
    <>
      <PageHead title={t('policies.title')} lead={t('policies.lead')}>
        {may('policies.write') && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
            {t('policies.add')}
          </Button>
        )}
      </PageHead>
      {data === undefined &&
        (error === null ? (
          <Skeleton height={320} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {data !== undefined && (
        <Paper>
          <SimpleTable
            label={t('policies.title')}
            minWidth={640}
            head={[
              t('policies.column.code'),
              t('policies.column.name'),
              t('policies.column.checkIn'),
              t('policies.column.timer'),
              t('policies.column.devices'),
              t('policies.column.updated'),
            ]}
            rows={data.items.map(({ code, name, settings, devices, updatedAt }) => ({
              key: code,
              cells: [
                <Link key="code" to="/policies/$policyCode" params={{ policyCode: code }} className="sekisho-link">
                  {code}
                </Link>,
                name,
                duration(settings.checkInIntervalMs),
                settings.timerLock.enabled ? duration(settings.timerLock.periodMs) : t('policies.timer.off'),
                devices === 0 ? (
                  number(0)
                ) : (
                  <Link key="devices" to="/" search={{ policy: code }} className="sekisho-link">
                    {number(devices)}
                  </Link>
                ),
                date(updatedAt),
              ],
            }))}
          />
        </Paper>
      )}
      {creating && (
        <NewPolicyDialog taken={data?.items.map(({ code }) => code) ?? []} onClose={() => setCreating(false)} />
      )}
    </>
  );
}
