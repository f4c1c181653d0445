/** Server processes that are alive, of all machines. */
import type { ServiceProcess } from '@sekisho/contracts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';

export function Processes({ processes }: { processes: readonly ServiceProcess[] }) {
  const { t, bytes, dateTime, number } = useWording();
  return (
    <SimpleTable
      label={t('serviceState.processes')}
      minWidth={720}
      head={[
        t('serviceState.process.host'),
        t('serviceState.process.id'),
        t('serviceState.process.version'),
        t('serviceState.process.started'),
        t('serviceState.process.connections'),
        t('serviceState.process.memory'),
        t('serviceState.process.lag'),
      ]}
      rows={processes.map((process) => ({
        key: process.id,
        cells: [
          process.host,
          process.processId,
          process.version,
          dateTime(process.startedAt),
          number(process.liveConnections),
          bytes(process.residentBytes),
          t('serviceState.process.milliseconds', { count: process.lagMs }),
        ],
      }))}
    />
  );
}
