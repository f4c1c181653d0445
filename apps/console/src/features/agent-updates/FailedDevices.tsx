/** Devices on which a rollout failed, each with its reason; the first hundred of them. */
import type { Rollout } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { liveIntervalMs } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { faultLabel } from './fault-label.ts';

export function FailedDevices({ rollout: { id } }: { rollout: Rollout }) {
  const { t, dateTime } = useWording();
  const { data, error } = useQuery({
    queryKey: ['agent-updates', id, 'failed'],
    queryFn: ({ signal }) => api.updateDevices(id, { state: 'failed' }, signal),
    refetchInterval: liveIntervalMs,
  });
  return (
    <Section title={t('updates.failures')}>
      <ProblemAlert error={error} />
      <SimpleTable
        label={t('updates.failures')}
        head={[t('updates.column.device'), t('updates.column.fault'), t('updates.column.from'), t('updates.column.at')]}
        rows={(data?.items ?? []).map(({ deviceId, computerName, fault, from, at }) => ({
          key: deviceId,
          cells: [
            <Link key="device" to="/devices/$deviceId" params={{ deviceId }} className="sekisho-link">
              {computerName}
            </Link>,
            faultLabel(fault, t),
            from,
            dateTime(at),
          ],
        }))}
      />
    </Section>
  );
}
