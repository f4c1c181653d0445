/** How old the last backup is, for alerts: read from the records, so that every process says the same whoever made it. */
import type { Platform } from '../../platform/feature.ts';
import { selectLastBackups } from './backups.store.ts';

const refreshEveryMs = 60_000;

/** Returns how to stop. */
export function watchBackups({
  db,
  metrics,
  timers,
  log,
}: Pick<Platform, 'db' | 'metrics' | 'timers' | 'log'>): () => void {
  const succeeded = metrics.shared.gauge(
    'sekisho_backup_last_success_timestamp_seconds',
    'When the last good backup was finished; 0: there was none yet',
  );
  const failed = metrics.shared.gauge(
    'sekisho_backup_last_failure_timestamp_seconds',
    'When a backup came to nothing for the last time; 0: never',
  );
  const seconds = (at: Date | undefined | null) => (at?.getTime() ?? 0) / 1000;
  const refresh = () =>
    selectLastBackups(db)
      .then((last) => {
        succeeded.set(seconds(last.succeededAt));
        failed.set(seconds(last.failed?.at));
      })
      .catch((err: unknown) => log.warn({ err }, 'the records of backups cannot be read'));
  void refresh();
  return timers.every(refreshEveryMs, refresh);
}
