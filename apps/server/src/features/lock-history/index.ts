/** Lock history: when locks and unlocks were issued, completed, shown; and SIM locks. */
import type { Feature } from '../../platform/feature.ts';
import { createHistoryExportTask } from './export.task.ts';
import { type LockHistoryRoutesPorts, lockHistoryRoutes } from './lock-history.routes.ts';

export { type CommandOfDevice, type IssuedRow, recordCompleted, recordIssued } from './history-access.ts';
export { createLockHistoryPart } from './lock-history.part.ts';

export function lockHistoryFeature(ports: LockHistoryRoutesPorts): Feature {
  ports.tasks.define('lock-history-export', createHistoryExportTask(ports));
  return { name: 'lock-history', routes: lockHistoryRoutes(ports) };
}
